"""Two clients that are one person: one points to the other, nothing moves, so taking them apart is exact.

Every page and every export counts the episodes of both as the client's that is pointed to. Pointers never chain.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Lower, Trim
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
    groups: dict[frozenset[int], list[Client]] = {}
    for column in ("name", "email", "phone"):
        for group in _alike(program, column):
            groups.setdefault(frozenset(client.pk for client in group), group)
    return list(groups.values())


def _alike(program: Program, column: str) -> Iterator[list[Client]]:
    plain = Client.objects.filter(program=program, merged_into=None).annotate(plain=Lower(Trim(column)))
    filled = plain.exclude(plain="")
    others = filled.filter(plain=OuterRef("plain")).exclude(pk=OuterRef("pk"))
    found = filled.filter(Exists(others)).annotate(number=Count("episodes")).order_by("plain", "id")
    by_text: dict[str, list[Client]] = {}
    for client in found:
        by_text.setdefault(client.plain, []).append(client)
    yield from by_text.values()


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
