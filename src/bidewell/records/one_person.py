"""Clients merged into one person: whose episodes count together, and under which row the person is reached."""

from collections.abc import Collection

from django.db.models import Q
from django.db.models.functions import Coalesce

from bidewell.records.models import Client


def person_of(client: Client) -> Client:
    """The client that this one counts as: the only one whose page the desk opens."""
    return client.merged_into or client


def person_at(to_client: str) -> Coalesce:
    """The id of the client counted as, for rows that lead to a client this way."""
    return Coalesce(f"{to_client}__merged_into", to_client)


def of_one_person(client: Client) -> Q:
    """Rows of a client, of the client it is merged into, and of whoever else is merged into that one."""
    return of_persons({client.merged_into_id or client.pk})


def of_persons(persons: Collection[int]) -> Q:
    """Rows of the clients with these ids, which count as themselves, and of those merged into them."""
    return Q(client__in=persons) | Q(client__merged_into__in=persons)
