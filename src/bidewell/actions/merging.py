"""Two clients that are one person: one points to the other, nothing moves, so taking them apart is exact.

Pages and exports count the episodes of both as the client's that is pointed to (`records.one_person`), and messages go
where that client agreed to. Pointers never chain.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from bidewell.actions.auditing import note
from bidewell.actions.refusals import Refused
from bidewell.actions.snapshots import touch
from bidewell.records.models import Client, Episode, Person, Program


def merge_clients(client: Client, into: Client, *, by: Person | None, at: datetime) -> None:
    """Count `client` as `into` from now on."""
    with transaction.atomic():
        client, into = _locked(client, into)
        _refuse(client, into)
        client.merged_into = into
        client.version += 1
        client.save(update_fields=["merged_into", "version"])
        note("clients_merged", client, by=by, at=at, program=client.program, into=str(into.ref))
        _touch(client, into, at=at)


def unmerge_client(client: Client, *, by: Person | None, at: datetime) -> None:
    """Count the client as one of their own again."""
    with transaction.atomic():
        client = Client.objects.select_for_update(of=("self",)).select_related("program").get(pk=client.pk)
        into = client.merged_into
        if into is None:
            raise Refused(_("These two clients are not merged."))
        client.merged_into = None
        client.version += 1
        client.save(update_fields=["merged_into", "version"])
        note("clients_unmerged", client, by=by, at=at, program=client.program, into=str(into.ref))
        _touch(client, into, at=at)


def merged_clients(program: Program) -> QuerySet[Client]:
    """Clients that count as another one."""
    merged = Client.objects.filter(program=program, merged_into__isnull=False)
    return merged.select_related("merged_into").order_by("name", "id")


def likely_duplicates(program: Program) -> list[list[Client]]:
    """Clients of one name, or of one e-mail address or telephone, each group once. Nothing clinical is looked at."""
    columns = ("name", "email", "phone")
    rows = list(Client.objects.filter(program=program, merged_into=None).order_by("id").values_list("id", *columns))
    groups = {ids for place in range(1, len(columns) + 1) for ids in _alike(rows, place)}
    members = Client.objects.filter(id__in={one for group in groups for one in group})
    clients = {client.pk: client for client in members.annotate(number=Count("episodes"))}
    return [[clients[one] for one in group] for group in sorted(groups)]


def _alike(rows: list[tuple[Any, ...]], place: int) -> Iterator[tuple[int, ...]]:
    by_text: dict[str, list[int]] = {}
    for row in rows:
        if text := " ".join(row[place].split()).casefold():
            by_text.setdefault(text, []).append(row[0])
    yield from (tuple(ids) for ids in by_text.values() if len(ids) > 1)


def _locked(client: Client, into: Client) -> tuple[Client, Client]:
    rows = Client.objects.select_for_update(of=("self",)).select_related("program").order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[client.pk, into.pk])}
    return found[client.pk], found[into.pk]


def _refuse(client: Client, into: Client) -> None:
    if client.pk == into.pk:
        raise Refused(_("A client cannot be merged with themselves."))
    if client.program_id != into.program_id:
        raise Refused(_("These clients are in different programs."))
    if client.merged_into_id or into.merged_into_id or client.merged_from.exists():
        raise Refused(_("One of them is merged already. Take those apart first."))


def _touch(*clients: Client, at: datetime) -> None:
    touch(Episode.objects.filter(client__in=clients).values_list("pk", flat=True), at=at)
