"""The page own_account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.web.pages import page


@page(Permission.SIGNED_IN)
def own_account(request: HttpRequest) -> HttpResponse:
    return render(request, "account/own_account.html")
