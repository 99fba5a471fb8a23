"""Clients merged into one person: whose episodes count together, and under which row the person is reached."""

from django.db.models import Q

from bidewell.records.models import Client


def person_of(client: Client) -> Client:
    """The client that this one counts as: the only one whose page the desk opens."""
    return client.merged_into or client


def of_one_person(client: Client, column: str = "client") -> Q:
    """Rows of a client, of the client it is merged into, and of whoever else is merged into that one."""
    person = client.merged_into_id or client.pk
    return Q(**{column: person}) | Q(**{f"{column}__merged_into": person})
