"""The page data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.web.pages import page


@page(Permission.MANAGE_DATA)
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "data/data.html")
