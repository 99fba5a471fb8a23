"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.program.overview import program
from bidewell.web.program.report import program_report

urlpatterns: list[URLPattern | URLResolver] = [
    path("", program, name="program"),
    path("report", program_report, name="program_report"),
]
