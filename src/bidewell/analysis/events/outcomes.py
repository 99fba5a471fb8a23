"""How each episode stands under a definition: in care, left, or ended another way, and on which contact."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from bidewell.analysis.events.definitions import Definition
from bidewell.analysis.events.leaving import IN_CARE
from bidewell.analysis.events.periods import days_between
from bidewell.analysis.events.returns import linked_id, number_stretches, stretches_of_care, with_window
from bidewell.analysis.events.service_days import Services
from bidewell.domain.endings import Ending

EPISODE_COLUMNS = (
    "episode", "record_episode", "client", "site", "start", "observed_from", "last_contact_on", "contacts",
    "sessions_numbered", "planned_interval_days", "window_days", "outcome", "outcome_on", "provisional",
    "prior_episodes", "previous_ending", "returned_on", "complete_through",
)  # fmt: skip
# How a chart was closed is not among the things known while it was open; the outcome says what it came to.
_CLOSING = ("end", "ending", "ending_judged_by")


@dataclass(frozen=True)
class Outcomes:
    """Analysis episodes under one definition, and their service days."""

    definition: Definition
    episodes: pl.DataFrame
    days: pl.DataFrame


def episode_outcomes(services: Services, definition: Definition) -> Outcomes:
    """One row per analysis episode: a started episode with a contact, cut where the definition says so."""
    charts = with_window(services.charts, definition.window_days)
    days = number_stretches(services.days, charts, definition.splits_on_return)
    continuous = services.records.settings.continuous_exposure
    stretches = _returns(_endings(stretches_of_care(days, charts, services.cut, continuous)))
    continued = _continuations(stretches, days)
    judged = _history(continued.with_columns(definition.outcome().alias("outcome")))
    episodes = _unique(_dated(judged, services.cut))
    return Outcomes(definition, _complete(episodes, services.records.episodes), _days_of(days, episodes))


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


def _returns(stretches: pl.DataFrame) -> pl.DataFrame:
    """When the same client's next episode began, under this chart or another."""
    next_start = pl.col("start").shift(-1).over("client")
    return stretches.sort("client", "start", "record_episode").with_columns(
        pl.when(next_start > pl.col("last_contact_on")).then(next_start).alias("returned_on")
    )


def _continuations(stretches: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Seen again within the window, under another of the client's charts: this one was not closed, nobody was lost."""
    client_of = stretches.select("record_episode", "client").unique()
    seen = days.filter("attended").select("record_episode", seen_on="day").join(client_of, on="record_episode")
    return (
        stretches.with_row_index("order")
        .sort("last_contact_on")
        .join_asof(
            seen.select("client", "seen_on").sort("seen_on"),
            left_on="last_contact_on",
            right_on="seen_on",
            by="client",
            strategy="forward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .sort("order")
        .with_columns(_within_window("last_contact_on", "seen_on").fill_null(False).alias("continued"))
        .drop("order", "seen_on")
    )


def _within_window(contact: str, next_contact: str) -> pl.Expr:
    return days_between(pl.col(contact), pl.col(next_contact)) <= pl.col("window_days")


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


def _unique(episodes: pl.DataFrame) -> pl.DataFrame:
    if episodes["episode"].is_duplicated().any():
        raise ValueError(
            "episodes, episode: an identifier ends in ~ and a number, as linked episodes of returning clients do; "
            "expected one that does not"
        )
    return episodes


def _complete(episodes: pl.DataFrame, recorded: pl.DataFrame) -> pl.DataFrame:
    """Add what else the records say about an episode, but not how its chart was closed. The program's own columns are
    not ours to overwrite: where a name is taken, theirs is kept as `recorded_NAME`."""
    kept = recorded.drop(
        "client", "site", "start", "observed_from", "planned_interval_days", "prior_episodes", *_CLOSING
    )
    taken = {name: f"recorded_{name}" for name in kept.columns if name in EPISODE_COLUMNS and name != "episode"}
    extra = kept.rename(taken | {"episode": "record_episode"})
    return episodes.select(EPISODE_COLUMNS).join(extra, on="record_episode", maintain_order="left")


def _days_of(days: pl.DataFrame, episodes: pl.DataFrame) -> pl.DataFrame:
    """Service days that may explain anything: up to the last contact, or to the cut while in care."""
    stretch = episodes.select("record_episode", "stretch", "episode", "start", "last_contact_on", "outcome")
    return (
        days.join(stretch, on=["record_episode", "stretch"], maintain_order="left")
        .filter((pl.col("day") <= pl.col("last_contact_on")) | (pl.col("outcome") == IN_CARE))
        .drop("last_contact_on", "outcome", "stretch")
    )
