"""The page team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.web.pages import page


@page(Permission.SEE_TEAM)
def team(request: HttpRequest) -> HttpResponse:
    return render(request, "supervisor/team.html")
