"""The Django app of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and translations."""

    name = "bidewell.web"
    label = "web"
