"""The page requests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.web.pages import page


@page(Permission.RECORD_REQUEST)
def requests(request: HttpRequest) -> HttpResponse:
    return render(request, "requests/requests.html")
