"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, include, path

from bidewell.web.account.own_account import own_account

urlpatterns: list[URLPattern | URLResolver] = [
    path("mine", own_account, name="own_account"),
    path("", include("allauth.urls")),
]
