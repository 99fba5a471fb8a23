"""How each episode stands under a definition: in care, left, or ended another way, and on which contact."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from bidewell.analysis.definitions import Definition
from bidewell.analysis.leaving import IN_CARE
from bidewell.analysis.periods import days_between, week_since
from bidewell.analysis.program import ProgramRecords
from bidewell.analysis.returns import linked_id, number_stretches, with_window
from bidewell.analysis.service_days import Services, read_services
from bidewell.domain.endings import Ending


@dataclass(frozen=True)
class Outcomes:
    """Analysis episodes under one definition, and their service days."""

    definition: Definition
    episodes: pl.DataFrame
    days: pl.DataFrame


def outcomes_under(
    records: ProgramRecords, definitions: Iterable[Definition], as_of: date | None = None
) -> dict[str, Outcomes]:
    """Several definitions side by side from one pass over the sessions."""
    services = read_services(records, as_of)
    return {one.name: episode_outcomes(services, one) for one in definitions}


def episode_outcomes(services: Services, definition: Definition) -> Outcomes:
    """One row per analysis episode: a started episode with a contact, cut where the definition says so."""
    charts = with_window(services.charts, definition.window_days)
    days = number_stretches(services.days, charts, definition.splits_on_return)
    continuous = services.records.settings.continuous_exposure
    stretches = _continuations(_endings(_stretches(days, charts, continuous, services.cut)))
    judged = stretches.with_columns(definition.outcome().alias("outcome"))
    episodes = _dated(_history(judged), services.cut)
    return Outcomes(definition, episodes, _days_of(days, episodes))


def _stretches(days: pl.DataFrame, charts: pl.DataFrame, continuous: bool, cut: date) -> pl.DataFrame:
    contact_on = pl.col("day").filter("attended")
    contacts = days.lazy().join(
        charts.lazy().select(record_episode="episode", chart_start="start"), on="record_episode"
    )
    counted = week_since(pl.col("chart_start"), pl.col("day")) if continuous else pl.col("day")
    return (
        contacts.group_by("record_episode", "stretch")
        .agg(
            contact_on.min().alias("first_contact_on"),
            contact_on.max().alias("last_contact_on"),
            counted.filter("attended").n_unique().alias("contacts"),
            (~pl.col("attended") & (pl.col("day") > contact_on.max())).sum().alias("missed_after"),
        )
        .filter(pl.col("contacts") > 0)
        .sort("record_episode", "stretch")
        .join(charts.lazy().rename({"episode": "record_episode"}), on="record_episode", maintain_order="left")
        .with_columns(pl.when(pl.col("stretch") == 0).then("start").otherwise("first_contact_on").alias("start"))
        .with_columns(pl.col("start").shift(-1).over("record_episode").alias("next_start"))
        .with_columns(
            (
                pl.col("next_start").is_not_null()
                | (days_between(pl.col("last_contact_on"), pl.lit(cut)) >= pl.col("window_days"))
            ).alias("silent")
        )
        .collect()
    )


def _endings(stretches: pl.DataFrame) -> pl.DataFrame:
    """A recorded ending belongs to the stretch in which it was written; an end without a reason ended unknown."""
    ending = pl.coalesce("ending", pl.when(pl.col("end").is_not_null()).then(pl.lit(Ending.UNKNOWN)))
    last = pl.col("next_start").is_null()
    first = pl.col("stretch") == 0
    began = first | (pl.col("end") >= pl.col("start"))
    here = (
        pl.when(pl.col("end").is_null()).then(last).otherwise(began & (last | (pl.col("end") < pl.col("next_start"))))
    )
    # A leaving written down before the client came back within the window was provisional: withdrawn.
    withdrawn = (ending == Ending.LEFT) & (pl.col("end") < pl.col("last_contact_on"))
    return stretches.with_columns(
        pl.when(here & ~withdrawn.fill_null(False)).then(ending).alias("recorded"),
        pl.when(here & ~withdrawn.fill_null(False)).then("end").alias("recorded_on"),
    )


def _continuations(stretches: pl.DataFrame) -> pl.DataFrame:
    """Seen under the client's next chart within the window: the chart was not closed, but nobody was lost."""
    next_start = pl.col("start").shift(-1).over("client")
    next_contact = pl.col("first_contact_on").shift(-1).over("client")
    other_chart = pl.col("record_episode").shift(-1).over("client") != pl.col("record_episode")
    soon = days_between(pl.col("last_contact_on"), next_contact) <= pl.col("window_days")
    later = (next_start > pl.col("start")) & (next_contact > pl.col("last_contact_on"))
    return stretches.sort("client", "start", "record_episode").with_columns(
        (other_chart & soon & later).fill_null(False).alias("continued"),
        pl.when(next_start > pl.col("last_contact_on")).then(next_start).alias("returned_on"),
    )


def _history(judged: pl.DataFrame) -> pl.DataFrame:
    """Earlier episodes of the same client: those recorded, and those these records show."""
    shown = pl.int_range(pl.len(), dtype=pl.Int64).over("client")
    recorded = pl.col("prior_episodes") + pl.col("stretch")
    return judged.with_columns(
        # With nothing recorded and nothing shown, the number is not known.
        pl.max_horizontal(recorded, pl.when((shown > 0) | recorded.is_not_null()).then(shown)).alias("prior_episodes"),
        pl.col("outcome").shift(1).over("client").replace({IN_CARE: None}).alias("previous_ending"),
    )


def _dated(judged: pl.DataFrame, cut: date) -> pl.DataFrame:
    over = pl.col("outcome") != IN_CARE
    return judged.with_columns(
        linked_id("record_episode", "stretch").alias("episode"),
        pl.when(over).then("last_contact_on").alias("outcome_on"),
        ((pl.col("outcome") == Ending.LEFT) & ~pl.col("silent")).alias("provisional"),
        (pl.lit(cut) - pl.duration(days="window_days")).alias("complete_through"),
    )


def _days_of(days: pl.DataFrame, episodes: pl.DataFrame) -> pl.DataFrame:
    """Service days that may explain anything: up to the last contact, or to the cut while in care."""
    stretch = episodes.select("record_episode", "stretch", "episode", "start", "last_contact_on", "outcome")
    return (
        days.join(stretch, on=["record_episode", "stretch"], maintain_order="left")
        .filter((pl.col("day") <= pl.col("last_contact_on")) | (pl.col("outcome") == IN_CARE))
        .drop("last_contact_on", "outcome", "stretch")
    )
