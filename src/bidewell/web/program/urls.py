"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.program.overview import program

urlpatterns: list[URLPattern | URLResolver] = [
    path("", program, name="program"),
]
