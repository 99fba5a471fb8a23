"""What program.toml says: the program's settings and its instruments."""

from dataclasses import astuple
from typing import Any

import polars as pl
from django.db.models import Max

from bidewell.actions.importing.intake import Intake
from bidewell.domain.settings import ProgramSettings, RatingSource
from bidewell.records.fetching import frame_of
from bidewell.records.frames import ROW_ID
from bidewell.records.models import ImportedRow, InstrumentVersion, Program

_VERSION = ("instrument", "version", "rater")


def values_of(settings: ProgramSettings) -> dict[str, Any]:
    """The columns of a program that its records speak of; its name is the clinic's own."""
    return {
        "is_demo": settings.demo,
        "continuous_exposure": settings.continuous_exposure,
        "default_planned_interval_days": settings.default_planned_interval_days,
        "ending_codes": {code: str(ending) for code, ending in settings.endings.items()},
        "status_codes": {code: str(status) for code, status in settings.statuses.items()},
        "factor_kinds": dict(settings.factor_kinds),
        "extract_date": settings.extract_date,
    }


def take_settings(intake: Intake) -> None:
    """Write what has changed. Codes and kinds are added: an export may name only those it uses."""
    program = intake.program
    values = values_of(intake.settings)
    for column in ("ending_codes", "status_codes", "factor_kinds"):
        values[column] = getattr(program, column) | values[column]
    was = {column: getattr(program, column) for column, value in values.items() if getattr(program, column) != value}
    if intake.adds_only or not was:
        return
    for column in was:
        setattr(program, column, values[column])
    program.version += 1
    program.save(update_fields=[*was, "version"])
    plain = {
        column: value.isoformat() if column == "extract_date" and value else value for column, value in was.items()
    }
    before = {"was": plain, "version": program.version}
    ImportedRow.objects.create(batch=intake.batch, table="program", object_id=program.pk, before=before)


def take_instruments(intake: Intake, checkins: pl.DataFrame) -> pl.DataFrame:
    """Versions of instruments, those described and those that check-ins name beside them, with their ids."""
    here = _here(intake.program)
    described = {(one.name, one.version, one.rater): one for one in reversed(intake.settings.instruments)}
    known = set(here.select(_VERSION).rows())
    _change(intake, here, described)
    ordered = [one for one in intake.settings.instruments if described[one.name, one.version, one.rater] is one]
    _describe(intake, [one for one in ordered if (one.name, one.version, one.rater) not in known])
    used = checkins.select("instrument", pl.col("version").fill_null(""), "rater").unique(maintain_order=True)
    others = used.join(_here(intake.program), on=_VERSION, how="anti", maintain_order="left")
    intake.make(
        "instruments", others.select(code="instrument", version="version", rater="rater", program_id=_id(intake))
    )
    return _here(intake.program)


def _describe(intake: Intake, instruments: list[RatingSource]) -> None:
    """New ones come after those that are described already: the first of a kind is the program's rating."""
    last = InstrumentVersion.objects.filter(program=intake.program).aggregate(last=Max("place"))["last"]
    first = 0 if last is None else last + 1
    columns = ["code", "role", "rater", "version", "item", "minimum", "maximum"]
    rows = pl.DataFrame([astuple(one) for one in instruments], schema=columns, orient="row")
    if instruments:
        places = pl.int_range(first, first + len(instruments), eager=True).alias("place")
        intake.make("instruments", rows.with_columns(_id(intake).alias("program_id"), places))


def _change(intake: Intake, here: pl.DataFrame, described: dict[tuple[str, str, str], RatingSource]) -> None:
    """An instrument that was described otherwise, or not at all. One that the clinic asks or defines itself is left."""
    if intake.adds_only:
        return
    asked_here = set(
        InstrumentVersion.objects.filter(program=intake.program, is_offered=True).values_list("id", flat=True)
    )
    for row in here.iter_rows(named=True):
        said = described.get((row["instrument"], row["version"], row["rater"]))
        if said is None or row["definition"] != "{}" or row[ROW_ID] in asked_here:
            continue
        values = {"role": said.role, "item": said.item, "minimum": said.minimum, "maximum": said.maximum}
        was = {column: row[column] for column, value in values.items() if row[column] != value}
        if row["place"] is None:
            was["place"], values["place"] = None, len(here)
        if was:
            changed = pl.DataFrame({"id": [row[ROW_ID]], **{column: [values[column]] for column in was}})
            intake.change("instruments", changed, [{"was": was}])
            intake.tables["instruments"].changed += 1


def _here(program: Program) -> pl.DataFrame:
    rows = InstrumentVersion.objects.filter(program=program).order_by("pk")
    columns = ("id", "code", "version", "rater", "role", "item", "minimum", "maximum", "place", "definition")
    schema = {
        ROW_ID: pl.Int64(), "instrument": pl.String(), "version": pl.String(), "rater": pl.String(),
        "role": pl.String(), "item": pl.String(), "minimum": pl.Float64(), "maximum": pl.Float64(),
        "place": pl.Int64(), "definition": pl.String(),
    }  # fmt: skip
    return frame_of(rows.values_list(*columns), schema)


def _id(intake: Intake) -> pl.Expr:
    return pl.lit(intake.program.pk, pl.Int64)
