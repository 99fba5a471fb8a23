"""The page people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.web.pages import page


@page(Permission.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "administration/people.html")
