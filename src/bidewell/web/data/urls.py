"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.data.instruments import instruments
from bidewell.web.data.overview import data

urlpatterns: list[URLPattern | URLResolver] = [
    path("", data, name="data"),
    path("instruments", instruments, name="instruments"),
]
