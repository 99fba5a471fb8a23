"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.desk.clients import clients
from bidewell.web.desk.messages import messages
from bidewell.web.desk.today import today

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today, name="today"),
    path("clients", clients, name="clients"),
    path("messages", messages, name="messages"),
]
