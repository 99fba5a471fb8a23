"""The page instruments."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.web.pages import page


@page(Permission.MANAGE_INSTRUMENTS)
def instruments(request: HttpRequest) -> HttpResponse:
    return render(request, "data/instruments.html")
