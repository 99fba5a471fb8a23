"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.supervisor.team import team

urlpatterns: list[URLPattern | URLResolver] = [
    path("", team, name="team"),
]
