"""The cells of an export's row in the format's types. A cell that is not mapped, or cannot be read, is null."""

from collections.abc import Iterator, Mapping

import polars as pl

from bidewell.domain.sessions import SessionStatus
from bidewell.exchange.cells import number_from_text
from bidewell.exchange.deriving.mapping import ExportMapping
from bidewell.exchange.raw_tables import ROW
from bidewell.exchange.times import in_zone, within_years

TEXTS = ("client", "session", "service", "level_of_care", "group", "reason")
TEXTS_OF_EPISODE = ("program", "site", "payer", "referral_source")
DAYS_OF_EPISODE = ("referred_on", "first_offered_on", "discharged_on")
# Cells that may be unreadable without losing the row: the format's name, and the column they are read into.
READ_INTO = {
    "time": "clock",
    "modality": "modality",
    "discharge_reason": "ending",
    "planned_interval_days": "planned_interval_days",
    **{name: name for name in DAYS_OF_EPISODE},
}
_NOON = pl.time(12)


def cell(name: str, mapping: ExportMapping) -> pl.Expr:
    """The text under a name of the format."""
    return pl.col(mapping.columns[name]) if name in mapping.columns else pl.lit(None, pl.String)


def service_cells(export: pl.DataFrame, mapping: ExportMapping) -> pl.DataFrame:
    """One row per row of the export, in the format's types; `unread NAME` where a cell could not be read."""
    typed = export.select(
        ROW,
        *(cell(name, mapping).alias(name) for name in (*TEXTS, *TEXTS_OF_EPISODE)),
        *(_day(cell(name, mapping), mapping).alias(name) for name in DAYS_OF_EPISODE),
        *_known_of_episode(mapping),
        day=_day(cell("day", mapping), mapping),
        clock=_clock(mapping),
        status=_status(mapping),
        staff=_staff(mapping),
        modality=_modality(mapping),
        ending=_ending(mapping),
        planned_interval_days=number_from_text(cell("planned_interval_days", mapping)),
    )
    unread = [
        (cell(name, mapping).is_not_null() & typed[value].is_null()).alias(f"unread {name}")
        for name, value in READ_INTO.items()
    ]
    typed = typed.with_columns(export.select(unread))
    local = pl.col("day").dt.combine(pl.col("clock").fill_null(_NOON))
    return typed.with_columns(at=in_zone(local, mapping.settings.time_zone))


def _day(text: pl.Expr, mapping: ExportMapping) -> pl.Expr:
    read = text.str.to_datetime(mapping.day_form, strict=False) if _has_clock(mapping.day_form) else None
    day = text.str.to_date(mapping.day_form, strict=False) if read is None else read.dt.date()
    return within_years(day)


def _clock(mapping: ExportMapping) -> pl.Expr:
    if "time" in mapping.columns:
        return cell("time", mapping).str.to_time(mapping.time_form, strict=False)
    if _has_clock(mapping.day_form):
        return cell("day", mapping).str.to_datetime(mapping.day_form, strict=False).dt.time()
    return pl.lit(None, pl.Time)


def _has_clock(form: str) -> bool:
    return "%H" in form or "%I" in form


def _status(mapping: ExportMapping) -> pl.Expr:
    if "status" not in mapping.columns:
        return pl.lit(str(SessionStatus.ATTENDED))  # an export of services delivered: every row was attended
    known = {**{str(each): str(each) for each in SessionStatus}, **_words(mapping.settings.statuses)}
    return cell("status", mapping).replace_strict(known, default=None, return_dtype=pl.String)


def _ending(mapping: ExportMapping) -> pl.Expr:
    known = _words(mapping.settings.endings)
    text = cell("discharge_reason", mapping)
    return text.replace_strict(known, default=None, return_dtype=pl.String) if known else pl.lit(None, pl.String)


def _modality(mapping: ExportMapping) -> pl.Expr:
    known = _words(mapping.modalities)
    text = cell("modality", mapping)
    return text.replace_strict(known, default=None, return_dtype=pl.String) if known else pl.lit(None, pl.String)


def _words(codes: Mapping[str, str]) -> dict[str, str]:
    return {key: str(value) for key, value in codes.items()}


def _staff(mapping: ExportMapping) -> pl.Expr:
    """Everyone named in the staff columns, under the identifiers the mapping gives, each once."""
    if not mapping.staff_columns:
        return pl.lit([], pl.List(pl.String))
    names = pl.concat_list(pl.col(column).fill_null("").str.split("|") for column in mapping.staff_columns)
    name = pl.element().str.strip_chars()
    return names.list.eval(name.filter(name != "").replace(mapping.staff)).list.unique(maintain_order=True)


def _known_of_episode(mapping: ExportMapping) -> Iterator[pl.Expr]:
    for name, column in mapping.keep.items():
        yield pl.col(column).alias(f"keep {name}")
    for factor in mapping.baseline_factors:
        yield (number_from_text(pl.col(factor.column)) * factor.times).alias(f"factor {factor.name}")
