"""Seals over the audit trail: they show that a line was altered, removed or slipped in afterwards.

A seal covers a batch of lines and carries a SHA-256 digest of them, of its time and of the seal before, so that the
seals form a chain. Writing a line never waits for a seal: lines are sealed afterwards, in batches, and a line that was
committed late, under a lower number than lines sealed before it, comes into a later seal.

The chain alone cannot show that its last seals were cut off, or that all of it was written anew. For that, keep the
newest digest (`head`) where whoever could write to the database cannot: on paper, or in another system.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db import transaction

from bidewell.progress import Progress
from bidewell.records.models import AuditEvent, AuditSeal, Job

FIRST = "0" * 64
EVENTS_A_SEAL = 1000
ROWS_AT_ONCE = 2000
_COLUMNS = ("id", "seal_id", "at", "program_id", "person_id", "what", "about", "ref", "detail")


@dataclass(frozen=True)
class AuditProblem:
    """What does not agree, and at which seal."""

    seal: int | None
    kind: str  # altered, removed, added, seal_altered, chain_broken, head_missing
    words: str


@dataclass(frozen=True)
class AuditReport:
    """What a look through the whole trail has found."""

    events: int
    unsealed: int
    seals: int
    head: str
    problems: tuple[AuditProblem, ...] = field(default=())

    @property
    def is_sound(self) -> bool:
        return not self.problems

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"is_sound": self.is_sound}


def seal_events(*, at: datetime) -> int:
    """Seal all lines that have none, in batches, each in its own transaction. Returns how many were sealed."""
    sealed = 0
    while batch := _seal_batch(at):
        sealed += batch
    return sealed


def run(_job: Job, _progress: Progress, at: datetime) -> str:
    """The job that seals every minute."""
    return f"{seal_events(at=at)} lines sealed"


def _seal_batch(at: datetime) -> int:
    if not AuditEvent.objects.filter(seal=None).exists():  # a look costs no lock
        return 0
    with transaction.atomic():
        # Locked first, and the last seal read after it: a second sealer waits here and then finds the chain as it is.
        open_events = AuditEvent.objects.filter(seal=None).order_by("id").select_for_update()
        rows = list(open_events.values(*_COLUMNS)[:EVENTS_A_SEAL])
        if not rows:
            return 0
        last = AuditSeal.objects.order_by("-id").first()
        previous = last.digest if last else FIRST
        seal = AuditSeal.objects.create(
            sealed_at=at, events=len(rows), previous_digest=previous, digest=digest_of(rows, previous, at)
        )
        AuditEvent.objects.filter(id__in=[row["id"] for row in rows]).update(seal=seal)
        return len(rows)


def digest_of(rows: Iterable[dict[str, Any]], previous: str, sealed_at: datetime) -> str:
    """SHA-256 over the digest before, the seal's time and, a line each, the events in the order of their numbers."""
    digest = sha256(f"{previous}\n{_moment(sealed_at)}".encode("ascii"))
    for row in rows:
        digest.update(b"\n" + _written(row).encode("utf-8"))
    return digest.hexdigest()


def _written(row: dict[str, Any]) -> str:
    said = {name: row[name] for name in _COLUMNS if name != "seal_id"}
    said["at"] = _moment(row["at"])
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def verify(head: str | None = None) -> AuditReport:
    """Look through every seal and line, some thousands at a time. `head`, a digest kept elsewhere, must be there."""
    problems: list[AuditProblem] = []
    events = _sealed_by_seal()
    seals, counted, previous, seen_head = 0, 0, FIRST, head is None
    waiting = next(events, None)
    for seal in AuditSeal.objects.order_by("id").iterator(chunk_size=ROWS_AT_ONCE):
        rows: list[dict[str, Any]] = []
        if waiting is not None and waiting[0] == seal.pk:
            rows, waiting = waiting[1], next(events, None)
        problems += _problems_of(seal, rows, previous)
        previous, seals, counted = seal.digest, seals + 1, counted + len(rows)
        seen_head = seen_head or seal.digest == head
    if not seen_head:
        problems.append(AuditProblem(None, "head_missing", "The digest kept elsewhere is not among the seals."))
    unsealed = AuditEvent.objects.filter(seal=None).count()
    return AuditReport(counted + unsealed, unsealed, seals, previous, tuple(problems))


def _sealed_by_seal() -> Iterator[tuple[int, list[dict[str, Any]]]]:
    ordered = AuditEvent.objects.filter(seal__isnull=False).order_by("seal_id", "id").values(*_COLUMNS)
    for number, rows in groupby(ordered.iterator(chunk_size=ROWS_AT_ONCE), key=lambda row: row["seal_id"]):
        yield number, list(rows)


def _problems_of(seal: AuditSeal, rows: list[dict[str, Any]], previous: str) -> Iterator[AuditProblem]:
    if seal.previous_digest != previous:
        yield AuditProblem(seal.pk, "chain_broken", "The seal before this one is not the one it was made after.")
    missing = seal.events - len(rows)
    if missing > 0:
        yield AuditProblem(seal.pk, "removed", f"{missing} lines of this seal are gone.")
    elif missing < 0:
        yield AuditProblem(seal.pk, "added", f"{-missing} lines were put under this seal afterwards.")
    elif digest_of(rows, seal.previous_digest, seal.sealed_at) != seal.digest:
        yield AuditProblem(seal.pk, "altered", "Lines under this seal, or the seal itself, were altered.")
