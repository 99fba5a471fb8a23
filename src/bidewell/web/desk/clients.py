"""The page clients."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.web.pages import page


@page(Permission.REGISTER_CLIENT)
def clients(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/clients.html")
