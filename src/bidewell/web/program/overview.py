"""The page program."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.web.pages import page


@page(Permission.SEE_PROGRAM)
def program(request: HttpRequest) -> HttpResponse:
    return render(request, "program/program.html")
