"""The page today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.web.pages import page


@page(Permission.SEE_TODAY)
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/today.html")
