"""Why is this client not counted? Each reason has a name and words."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from bidewell.analysis.events.service_days import Services
from bidewell.domain.sessions import SessionStatus


@dataclass(frozen=True)
class Reason:
    """Why an episode is not among those whose leaving is counted. `in_panel`: it still has periods, and a forecast."""

    name: str
    words: Mapping[str, str]
    in_panel: bool


REASONS: tuple[Reason, ...] = (
    Reason(
        "never_started",
        {
            "en": "Referred, but no start of care and no attended session",
            "es": "Referida, pero sin inicio de la atención ni sesión asistida",
        },
        in_panel=False,
    ),
    Reason(
        "no_start_recorded",
        {
            "en": "Sessions attended, but no start date: the time in care cannot be counted",
            "es": "Hay sesiones asistidas, pero falta la fecha de inicio: no se puede contar el tiempo en atención",
        },
        in_panel=False,
    ),
    Reason(
        "no_attended_session",
        {
            "en": "Started on paper, but no attended session since the start",
            "es": "Inicio registrado, pero ninguna sesión asistida desde entonces",
        },
        in_panel=False,
    ),
    Reason(
        "before_observation",
        {
            "en": "No attended session since recording began, not counting a week already under way",
            "es": "Ninguna sesión asistida desde que empezó el registro, sin contar una semana ya empezada",
        },
        in_panel=True,
    ),
    Reason(
        "sessions_not_numbered",
        {
            "en": "In care before recording began: the number of each session is not known",
            "es": "En atención antes de que empezara el registro: no se sabe qué número tiene cada sesión",
        },
        in_panel=True,
    ),
    Reason(
        "too_recent",
        {
            "en": "Too new: for sessions this recent, leaving is not yet known of everyone",
            "es": "Demasiado reciente: de sesiones tan recientes aún no se sabe de todas las personas si lo dejaron",
        },
        in_panel=True,
    ),
)


def not_counted(services: Services, episodes: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """One row per episode that is not counted: episode, reason, words in English and Spanish, and whether it is in the
    panel all the same."""
    words = pl.DataFrame(
        [(one.name, one.words["en"], one.words["es"], one.in_panel) for one in REASONS],
        schema={"reason": pl.String, "words": pl.String, "words_es": pl.String, "in_panel": pl.Boolean},
        orient="row",
    )
    reasons = pl.concat([_outside(services, episodes), _inside(rows)])
    return reasons.join(words, on="reason", maintain_order="left")


def _outside(services: Services, episodes: pl.DataFrame) -> pl.DataFrame:
    attended = services.records.sessions.filter(pl.col("status") == SessionStatus.ATTENDED).get_column("episode")
    was_seen = pl.col("episode").is_in(attended.unique().implode())
    return services.records.episodes.join(episodes, left_on="episode", right_on="record_episode", how="anti").select(
        "episode",
        pl.when(pl.col("start") <= services.cut)
        .then(pl.lit("no_attended_session"))
        .when(was_seen)
        .then(pl.lit("no_start_recorded"))
        .otherwise(pl.lit("never_started"))
        .alias("reason"),
    )


def _inside(rows: pl.DataFrame) -> pl.DataFrame:
    return (
        rows.group_by("episode", maintain_order=True)
        .agg(
            (pl.col("contact") & pl.col("scored")).any().alias("observed"),
            pl.col("at_risk").any(),
            pl.col("placed").first(),
        )
        .filter(~pl.col("at_risk"))
        .select(
            "episode",
            pl.when(~pl.col("placed"))
            .then(pl.lit("sessions_not_numbered"))
            .when("observed")
            .then(pl.lit("too_recent"))
            .otherwise(pl.lit("before_observation"))
            .alias("reason"),
        )
    )
