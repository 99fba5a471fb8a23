"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.administration.audit import audit
from bidewell.web.administration.people import people
from bidewell.web.administration.program_settings import program_settings

urlpatterns: list[URLPattern | URLResolver] = [
    path("people", people, name="people"),
    path("settings", program_settings, name="program_settings"),
    path("audit", audit, name="audit"),
]
