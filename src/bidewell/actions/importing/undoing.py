"""Taking an import back: exactly what it did, and only while nobody has built on it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

import polars as pl
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bidewell.actions.auditing import note
from bidewell.actions.importing.check_ins import answer_anew
from bidewell.actions.importing.intake import TABLES
from bidewell.actions.importing.sessions import rehold
from bidewell.actions.importing.states import ImportState
from bidewell.actions.refusals import Refused
from bidewell.actions.snapshots import touch
from bidewell.records import bulk
from bidewell.records.models import (
    Answer,
    CheckIn,
    Episode,
    Forecast,
    ImportBatch,
    ImportedRow,
    Person,
    Session,
    SessionStaff,
    Snapshot,
    UnmatchedRow,
)

# Made from other rows, or part of one: gone with it, and no use of it.
_PARTS: dict[type[Model], tuple[tuple[type[Model], str], ...]] = {
    Episode: ((Snapshot, "episode_id"), (Forecast, "episode_id")),
    Session: ((SessionStaff, "session_id"),),
    CheckIn: ((Answer, "check_in_id"),),
}
# A person has done something with a row that an import made.
_TOUCHED: dict[str, Q] = {
    "clients": Q(version__gt=1), "episodes": Q(version__gt=1), "sessions": Q(version__gt=1),
    "people": Q(email__isnull=False), "instruments": Q(is_offered=True) | Q(attested_by__isnull=False),
    "endings": Q(withdrawn_by__isnull=False),
}  # fmt: skip
_AT_ONCE = 5_000
_WRITTEN_AT_ONCE = 500
_OF_EPISODE = ("endings", "sessions", "checkins", "assignments", "factors")


def undo_import(batch: ImportBatch, *, by: Person | None, at: datetime) -> None:
    """Remove what the import made, and restore what it changed. Raises Refused where something has been done since."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("program").get(pk=batch.pk)
        _refuse_unless_last(batch)
        episodes = _episodes_of(batch)
        for table in reversed(TABLES):
            _remove(batch, table)
            _restore(batch, table)
        UnmatchedRow.objects.filter(resolved_by=batch).update(resolved_by=None)
        UnmatchedRow.objects.filter(batch=batch).delete()
        batch.rows.all().delete()
        batch.state, batch.ended_at = ImportState.UNDONE, at
        batch.save(update_fields=["state", "ended_at"])
        for part in _parts(episodes):
            touch(Episode.objects.filter(pk__in=part).values_list("pk", flat=True), at=at)
        note("import_taken_back", batch, by=by, at=at, program=batch.program)


def named_batch(ref: str) -> ImportBatch:
    """The import with this reference. Raises Refused where there is none."""
    try:
        return ImportBatch.objects.get(ref=UUID(ref))
    except (ValueError, ImportBatch.DoesNotExist):
        raise Refused(_("There is no import with this reference.")) from None


def can_be_undone(batch: ImportBatch) -> bool:
    """Whether it is the last one, as far as that is known without trying."""
    try:
        _refuse_unless_last(batch)
    except Refused:
        return False
    return True


def _refuse_unless_last(batch: ImportBatch) -> None:
    if batch.state != ImportState.DONE:
        raise Refused(_("Only an import that was taken in can be taken back."))
    if _is_forgotten(batch):
        raise Refused(_("This import is so old that what was there before it is no longer kept."))
    later = ImportBatch.objects.filter(program=batch.program_id, state=ImportState.DONE, pk__gt=batch.pk)
    if later.exists():
        raise Refused(_("A later import builds on this one. Take that one back first."))


def _is_forgotten(batch: ImportBatch) -> bool:
    """Its report speaks of rows written, and no trace of them is left: the program's schedule has deleted them."""
    tables = batch.report.get("tables", {}).values()
    return any(one["new"] or one["changed"] for one in tables) and not batch.rows.exists()


def _made(batch: ImportBatch, table: str) -> QuerySet[ImportedRow, Any]:
    """Ids of the rows that the batch made."""
    return ImportedRow.objects.filter(batch=batch, table=table, before__isnull=True).values("object_id")


def _changed(batch: ImportBatch, table: str) -> dict[int, dict[str, Any]]:
    """Ids of the rows that the batch changed, with what was there before; the earliest counts."""
    rows = ImportedRow.objects.filter(batch=batch, table=table, before__isnull=False).order_by("-id")
    return {row: before for row, before in rows.values_list("object_id", "before") if before is not None}


def _episodes_of(batch: ImportBatch) -> set[int]:
    """The episodes that the import touched, those that it made included."""
    found = set(_changed(batch, "episodes"))
    for table in _OF_EPISODE:
        rows = TABLES[table]._default_manager
        found |= set(rows.filter(pk__in=_made(batch, table)).values_list("episode_id", flat=True).distinct())
        changed = _changed(batch, table)
        for part in _parts(changed):
            found |= set(rows.filter(pk__in=part).values_list("episode_id", flat=True))
        found |= {was for one in changed.values() if (was := one["was"].get("episode_id")) is not None}
    return found


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    """A database takes only so many ids in one query."""
    ordered = sorted(ids)
    return (ordered[begin : begin + _AT_ONCE] for begin in range(0, len(ordered), _AT_ONCE))


def _restore(batch: ImportBatch, table: str) -> None:
    changed = _changed(batch, table)
    model = TABLES[table]
    found = chain.from_iterable(model._default_manager.filter(pk__in=part) for part in _parts(changed))
    rows: defaultdict[tuple[str, ...], list[Model]] = defaultdict(list)
    for row in found:
        before = changed[row.pk]
        # A program's other settings are edited beside the few an import takes, so its version says nothing here.
        # Only rows of versioned tables were kept with a version, which the type Model does not know.
        if table != "program" and "version" in before and row.version != before["version"]:  # type: ignore[attr-defined]
            raise Refused(
                _("Something that this import changed has been changed again since: %(what)s.")
                % {"what": _WORDS[table]}
            )
        rows[_put_back(row, before)].append(row)
    for columns, alike in rows.items():
        if columns:
            model._default_manager.bulk_update(alike, columns, batch_size=_WRITTEN_AT_ONCE)
    there = {row.pk: changed[row.pk] for alike in rows.values() for row in alike}
    rehold(*_kept(there, "staff", pl.String()))
    answer_anew(*_kept(there, "answers", pl.List(pl.Struct({"item": pl.String(), "value": pl.Float64()}))))


def _put_back(row: Model, before: dict[str, Any]) -> tuple[str, ...]:
    """What was in the row before. Gives the names of its columns."""
    for name, value in before["was"].items():
        column = row._meta.get_field(name)  # a column of the table itself: relations back are never kept
        setattr(row, column.attname, column.to_python(value))  # type: ignore[union-attr]
    if "version" not in before:
        return tuple(sorted(before["was"]))
    # A row kept with its version is of a versioned table.
    row.version += 1  # type: ignore[attr-defined]
    return (*sorted(before["was"]), "version")


def _kept(changed: dict[int, dict[str, Any]], what: str, dtype: pl.DataType) -> tuple[pl.Series, pl.Series]:
    """The rows of which this part is kept, and the part."""
    own = {row: before[what] for row, before in changed.items() if what in before}
    return pl.Series(list(own), dtype=pl.Int64()), pl.Series(list(own.values()), dtype=dtype)


def _remove(batch: ImportBatch, table: str) -> None:
    model, made = TABLES[table], _made(batch, table)
    if not made.exists():
        return
    for part, column in _PARTS.get(model, ()):
        bulk.delete_those(part, column, made)
    own = model._default_manager.filter(pk__in=made)
    is_used = any(rows.exists() for rows in _uses(model, made))
    if is_used or (table in _TOUCHED and own.filter(_TOUCHED[table]).exists()):
        raise Refused(_("Something that this import brought is in use by now: %(what)s.") % {"what": _WORDS[table]})
    bulk.delete_those(model, "id", made)


def _uses(model: type[Model], made: QuerySet[ImportedRow, Any]) -> Iterator[QuerySet[Any]]:
    """Rows of other tables that point to what the batch made, its own rows being gone already."""
    for relation in model._meta.related_objects:
        if relation.many_to_many:
            continue
        rows = relation.related_model._default_manager
        yield rows.filter(**{f"{relation.field.name}__in": made})


_WORDS = {
    "sites": gettext_lazy("a site"), "groups": gettext_lazy("a group"),
    "people": gettext_lazy("a person who can sign in"), "staff": gettext_lazy("a therapist"),
    "instruments": gettext_lazy("an instrument"),
    "clients": gettext_lazy("a client"), "episodes": gettext_lazy("an episode"), "endings": gettext_lazy("an ending"),
    "sessions": gettext_lazy("a session"), "checkins": gettext_lazy("a check-in"),
    "assignments": gettext_lazy("an assignment"), "factors": gettext_lazy("a factor"),
    "program": gettext_lazy("the program"),
}  # fmt: skip
