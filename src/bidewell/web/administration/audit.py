"""The page audit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.web.pages import page


@page(Permission.SEE_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    return render(request, "administration/audit.html")
