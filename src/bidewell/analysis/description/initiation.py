"""IET-style initiation and engagement: a first session within 14 days, then two more within 34 days of it.

Modelled on the HEDIS measure "Initiation and Engagement of Substance Use Disorder Treatment", without its claims data,
diagnoses, ages and look-back: comparable over time within a program, not with published rates.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import polars as pl

from bidewell.analysis.description.entry import first_contacts
from bidewell.analysis.events.periods import days_between
from bidewell.engine.survival.estimates import Estimate, proportion

INITIATION_DAYS = 14
ENGAGEMENT_DAYS = 34
FURTHER_SESSIONS = 2

CountedFrom = Literal["referral", "first_session"]


@dataclass(frozen=True)
class Initiation:
    """Share of episodes that met the measure, and what its days were counted from."""

    estimate: Estimate
    counted_from: CountedFrom

    def as_document(self) -> dict[str, Any]:
        return {
            "n": self.estimate.n,
            "probability": self.estimate.probability,
            "low": self.estimate.low,
            "high": self.estimate.high,
        }


def initiation(episodes: pl.DataFrame, days: pl.DataFrame, cut: date) -> Initiation | None:
    """Of those referred, how many had a session on that day or the 13 after it; none without referral dates."""
    referred = _with_contacts(episodes, days).filter(pl.col("referred_on").is_not_null())
    followed = _observed(referred, "referred_on", cut, INITIATION_DAYS - 1)
    return _share(followed, _is_initiated(), "referral")


def engagement(episodes: pl.DataFrame, days: pl.DataFrame, cut: date) -> Initiation | None:
    """Of those referred, how many were initiated and had two further days of service in the next 34 days.

    Without referral dates: of those who came to a first session, how many had two further ones.
    """
    charts = _with_contacts(episodes, days)
    referred = charts.filter(pl.col("referred_on").is_not_null())
    engaged = pl.col("further") >= FURTHER_SESSIONS
    if not referred.is_empty():
        followed = _observed(referred, "referred_on", cut, INITIATION_DAYS - 1 + ENGAGEMENT_DAYS)
        return _share(followed, _is_initiated() & engaged, "referral")
    came = charts.filter(pl.col("first_contact_on").is_not_null())
    return _share(_observed(came, "first_contact_on", cut, ENGAGEMENT_DAYS), engaged, "first_session")


def _with_contacts(episodes: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Each episode's first contact, and on how many further days it was seen within the time for engagement."""
    since_first = days_between(pl.col("first_contact_on"), pl.col("day"))
    first = first_contacts(days)
    further = (
        days.filter("attended")
        .join(first, on="record_episode")
        .group_by("record_episode")
        .agg(since_first.is_between(1, ENGAGEMENT_DAYS).sum().alias("further"))
    )
    contacts = first.join(further, on="record_episode").rename({"record_episode": "episode"})
    return episodes.join(contacts, on="episode", how="left")


def _observed(episodes: pl.DataFrame, index_day: str, cut: date, days: int) -> pl.DataFrame:
    """Episodes recorded from the day that is counted from, and followed for long enough after it."""
    recorded = pl.col("observed_from").is_null() | (pl.col("observed_from") <= pl.col(index_day))
    return episodes.filter(recorded, pl.col(index_day) <= pl.lit(cut) - pl.duration(days=days))


def _is_initiated() -> pl.Expr:
    return days_between(pl.col("referred_on"), pl.col("first_contact_on")).is_between(0, INITIATION_DAYS - 1)


def _share(episodes: pl.DataFrame, met: pl.Expr, counted_from: CountedFrom) -> Initiation | None:
    if episodes.is_empty():
        return None
    happened = int(episodes.select(met.fill_null(False).sum()).item())
    return Initiation(proportion(happened, len(episodes)), counted_from)
