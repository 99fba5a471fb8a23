"""The Django app of the records."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Tables are named records_<noun>."""

    name = "bidewell.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
