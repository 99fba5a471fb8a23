"""What the clinic's tables can hold, asked of an export before anything is written."""

from collections.abc import Iterator, Mapping

import polars as pl
from django.db.models import Model

from bidewell.domain.settings import ProgramSettings
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import Problem
from bidewell.exchange.raw_tables import ROW
from bidewell.exchange.settings_text import SETTINGS_FILE
from bidewell.exchange.typed_tables import TypedTable
from bidewell.records.extra_columns import can_be_kept
from bidewell.records.models import (
    Answer,
    CheckIn,
    Client,
    Ending,
    Episode,
    Factor,
    Group,
    InstrumentVersion,
    Membership,
    Program,
    Session,
    Site,
)

# By table and column of the format: where it is kept.
PLACES: dict[str, dict[str, tuple[type[Model], str]]] = {
    "episodes": {
        "episode": (Episode, "key"), "client": (Client, "key"), "program": (Episode, "program_in_records"),
        "site": (Site, "name"), "level_of_care": (Episode, "level_of_care"), "payer": (Episode, "payer"),
        "referral_source": (Episode, "referral_source"), "ending_judged_by": (Ending, "judged_by"),
    },
    "sessions": {
        "session": (Session, "key"), "staff": (Membership, "key"), "group": (Group, "name"),
        "level_of_care": (Session, "level_of_care"), "reason": (Session, "reason"),
    },
    "checkins": {
        "checkin": (CheckIn, "key"), "instrument": (InstrumentVersion, "code"),
        "version": (InstrumentVersion, "version"), "mode": (CheckIn, "mode"), "item": (Answer, "item"),
    },
    "assignments": {"therapist": (Membership, "key")},
    "factors": {"name": (Factor, "name"), "value": (Factor, "value")},
}  # fmt: skip


def beyond_limits(settings: ProgramSettings, tables: Mapping[str, TypedTable]) -> tuple[Problem, ...]:
    """Cells longer than their place, text that is none, and names in program.toml that are too long."""
    return (*_settings(settings), *(problem for table in tables.values() for problem in _table(table)))


def _table(table: TypedTable) -> Iterator[Problem]:
    for column, (model, field) in PLACES[table.table.name].items():
        longest = _longest(model, field)
        yield from _text(table, column, table.frame[column], longest)
    for column in table.frame.columns:
        if column not in (*table.table.column_names, "day", "number", ROW):
            yield from _extra(table, column)


def _text(table: TypedTable, column: str, cells: pl.Series, longest: int) -> Iterator[Problem]:
    text = cells.list.join("") if isinstance(cells.dtype, pl.List) else cells
    each = cells.list.eval(pl.element().str.len_chars()).list.max() if text is not cells else cells.str.len_chars()
    yield from _named(table, "long_cells", (each > longest).fill_null(False), column, str(longest))
    yield from table.rows_with("nul_bytes", text.str.contains("\0", literal=True).fill_null(False), column)


def _extra(table: TypedTable, column: str) -> Iterator[Problem]:
    cells = table.frame[column]
    if not can_be_kept(cells.dtype) or "\0" in column:
        yield found("wrong_type", file=table.file, column=column, expected="text, a number, a day, yes or no")
    elif cells.dtype == pl.String:
        yield from table.rows_with("nul_bytes", cells.str.contains("\0", literal=True).fill_null(False), column)


def _named(table: TypedTable, code: str, mask: pl.Series, column: str, name: str) -> Iterator[Problem]:
    rows = table.frame[ROW].filter(mask)
    if len(rows):
        yield found(code, file=table.file, column=column, rows=tuple(rows.head(5)), count=len(rows), name=name)


def _settings(settings: ProgramSettings) -> Iterator[Problem]:
    code, version, item = (_longest(InstrumentVersion, name) for name in ("code", "version", "item"))
    texts = [("name", settings.name, _longest(Program, "name"))]
    for one in settings.instruments:
        texts += [("instruments", one.name, code), ("version", one.version, version), ("item", one.item, item)]
    own = (*settings.endings, *settings.statuses, *settings.factor_kinds)
    texts += [("a code", text, code) for text in own]
    for name, text, longest in texts:
        if len(text) > longest or "\0" in text:
            yield found("wrong_setting", file=SETTINGS_FILE, name=name, expected=f"at most {longest} characters")


def _longest(model: type[Model], field: str) -> int:
    length: int | None = getattr(model._meta.get_field(field), "max_length", None)
    assert length is not None
    return length
