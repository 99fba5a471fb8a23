"""The page program_settings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.web.pages import page


@page(Permission.MANAGE_PROGRAM)
def program_settings(request: HttpRequest) -> HttpResponse:
    return render(request, "administration/program_settings.html")
