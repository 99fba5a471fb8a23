"""From referral to the first session: of those referred how many started, and after how many days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from bidewell.analysis.description.groups import NOT_RECORDED
from bidewell.analysis.description.median import FEWEST, Median, median
from bidewell.analysis.description.suppression import hidden_rows
from bidewell.analysis.events.periods import days_between
from bidewell.engine.survival.estimates import Estimate, proportion

# Later referrals have not had the time to start: counting them would make every recent month look worse.
DAYS_TO_START = 30


@dataclass(frozen=True)
class Entry:
    """Referrals with enough follow-up. No estimate where everyone referred has started: then those who did not were not
    recorded, and the share would be an artefact."""

    referred: int
    started: int
    estimate: Estimate | None
    wait: Median | None  # days to the first session; None of too few for a range
    by_source: tuple["SourceEntry", ...] = ()

    def as_document(self) -> dict[str, Any]:
        return {
            "referred": self.referred,
            "started": self.started,
            **_interval(self.estimate),
            "median_days_to_first_session": self.wait.value if self.wait else None,
            **_range(self.wait),
            "by_source": [source.as_document() for source in self.by_source],
        }


@dataclass(frozen=True)
class SourceEntry:
    """The same for one referral source."""

    source: str
    entry: Entry
    is_hidden: bool

    def as_document(self) -> dict[str, Any]:
        shown = None if self.is_hidden else self.entry
        return {
            "source": self.source,
            "referred": shown.referred if shown else None,
            "started": shown.started if shown else None,
            **_interval(shown.estimate if shown else None),
            "median_days": shown.wait.value if shown and shown.wait else None,
            **_range(shown.wait if shown else None),
            "suppressed": self.is_hidden,
        }


def entry(episodes: pl.DataFrame, days: pl.DataFrame, cut: date) -> Entry | None:
    """From episodes and service days; none where no referral is recorded."""
    referred = _referrals(episodes, days, cut)
    if referred.is_empty():
        return None
    knows_who_did_not_start = not bool(referred["has_started"].all())
    whole = _entry(referred, knows_who_did_not_start)
    return Entry(
        whole.referred,
        whole.started,
        whole.estimate,
        whole.wait,
        tuple(_by_source(referred, knows_who_did_not_start)),
    )


def first_contacts(days: pl.DataFrame) -> pl.DataFrame:
    """The first attended day of each recorded episode."""
    return days.filter("attended").group_by("record_episode").agg(pl.col("day").min().alias("first_contact_on"))


def _referrals(episodes: pl.DataFrame, days: pl.DataFrame, cut: date) -> pl.DataFrame:
    first_session_on = pl.coalesce("first_contact_on", "start")
    return (
        episodes.filter(pl.col("referred_on") <= pl.lit(cut) - pl.duration(days=DAYS_TO_START))
        .join(first_contacts(days), left_on="episode", right_on="record_episode", how="left")
        .select(
            "client",
            pl.col("start").is_not_null().alias("has_started"),
            pl.col("referral_source").fill_null(NOT_RECORDED).alias("source"),
            # A start before the referral is a referral written down late: it says nothing about waiting.
            pl.when(first_session_on >= pl.col("referred_on"))
            .then(days_between(pl.col("referred_on"), first_session_on))
            .alias("waited"),
        )
    )


def _entry(referred: pl.DataFrame, knows_who_did_not_start: bool) -> Entry:
    started = int(referred["has_started"].sum())
    estimate = proportion(started, len(referred)) if knows_who_did_not_start else None
    waited = referred["waited"].drop_nulls().to_list()
    return Entry(len(referred), started, estimate, median(waited) if len(waited) >= FEWEST else None)


def _by_source(referred: pl.DataFrame, knows_who_did_not_start: bool) -> Iterator[SourceEntry]:
    if referred["source"].n_unique() < 2:
        return
    client, has_started = pl.col("client"), pl.col("has_started")
    sizes = (
        referred.group_by("source")
        .agg(
            client.filter(has_started).n_unique().alias("started"),
            client.filter(~has_started).n_unique().alias("did_not"),
        )
        .sort("source")
    )
    # With those referred and those who started, those who did not can be worked out.
    hide = hidden_rows(sizes.select("started", "did_not").rows())
    for source, is_hidden in zip(sizes["source"], hide, strict=True):
        yield SourceEntry(source, _entry(referred.filter(source=source), knows_who_did_not_start), is_hidden)


def _interval(estimate: Estimate | None) -> dict[str, float | None]:
    if estimate is None:
        return {"probability": None, "low": None, "high": None}
    return {"probability": estimate.probability, "low": estimate.low, "high": estimate.high}


def _range(wait: Median | None) -> dict[str, float | None]:
    return {"median_days_low": wait.low if wait else None, "median_days_high": wait.high if wait else None}
