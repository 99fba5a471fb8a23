"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.requests.register import record, requests

urlpatterns: list[URLPattern | URLResolver] = [
    path("", requests, name="requests"),
    path("record", record, name="record_request"),
]
