"""What other rows point to by name or key: sites, groups, staff, clients. Whoever is not here yet is made."""

import polars as pl
from django.contrib.auth.hashers import make_password
from django.db.models import Model

from bidewell.actions.importing.intake import TABLES, Intake, ids_by_key
from bidewell.domain.roles import Role
from bidewell.records.frames import ROW_ID


def take_sites(intake: Intake, episodes: pl.DataFrame) -> pl.DataFrame:
    """Sites by name."""
    return _ensured(intake, "sites", "name", episodes["site"])


def take_groups(intake: Intake, sessions: pl.DataFrame) -> pl.DataFrame:
    """Groups by name."""
    return _ensured(intake, "groups", "name", sessions["group"])


def take_clients(intake: Intake, episodes: pl.DataFrame) -> pl.DataFrame:
    """Clients by key. Records bring no name."""
    return _ensured(intake, "clients", "key", episodes["client"])


def take_staff(intake: Intake, sessions: pl.DataFrame, assignments: pl.DataFrame) -> pl.DataFrame:
    """Therapists by key, with the first day they are seen. They have no address, so they cannot sign in."""
    seen = pl.concat(
        [
            sessions.select("day", key="staff").explode("key"),
            assignments.select(pl.col("from").alias("day"), key="therapist"),
        ]
    ).drop_nulls("key")
    first = seen.group_by("key", maintain_order=True).agg(pl.col("day").min())
    known = ids_by_key(TABLES["staff"], intake.program, first["key"])
    new = first.join(known, on="key", how="anti", maintain_order="left")
    people = intake.make("people", new.select(name="key", password=pl.lit(make_password(None))))
    from_day = pl.col("day").fill_null(intake.settings.extract_date)
    ids = intake.make(
        "staff",
        new.select(
            "key", from_day=from_day, role=pl.lit(Role.THERAPIST.value), program_id=_program(intake)
        ).with_columns(people.alias("person_id")),
    )
    return pl.concat([known, new.select("key").with_columns(ids.alias(ROW_ID))])


def _ensured(intake: Intake, table: str, column: str, values: pl.Series) -> pl.DataFrame:
    model: type[Model] = TABLES[table]
    wanted = values.drop_nulls().unique(maintain_order=True).alias("key").to_frame()
    known = ids_by_key(model, intake.program, wanted["key"], column)
    new = wanted.join(known, on="key", how="anti", maintain_order="left")
    ids = intake.make(table, new.select(pl.col("key").alias(column), program_id=_program(intake)))
    intake.tables[table].same += wanted.height - new.height
    return pl.concat([known, new.with_columns(ids.alias(ROW_ID))])


def _program(intake: Intake) -> pl.Expr:
    return pl.lit(intake.program.pk, pl.Int64)
