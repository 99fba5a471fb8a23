"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.therapist.caseload import caseload

urlpatterns: list[URLPattern | URLResolver] = [
    path("", caseload, name="caseload"),
]
