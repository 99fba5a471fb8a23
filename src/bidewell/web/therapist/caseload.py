"""The page caseload."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.web.pages import page


@page(Permission.SEE_CASELOAD)
def caseload(request: HttpRequest) -> HttpResponse:
    return render(request, "therapist/caseload.html")
