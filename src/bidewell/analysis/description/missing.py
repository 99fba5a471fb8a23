"""What is missing from the records, as shares: what was not recorded is said, never guessed."""

from dataclasses import dataclass

import polars as pl

from bidewell.analysis.program import ProgramRecords
from bidewell.domain.sessions import CheckInStatus, SessionStatus

EPISODE_COLUMNS = ("referred_on", "referral_source", "level_of_care", "payer", "site", "prior_episodes")


@dataclass(frozen=True)
class Missing:
    """A fact that is missing in `n` of `of` places."""

    what: str
    n: int
    of: int

    @property
    def share(self) -> float:
        return self.n / self.of


def missing(records: ProgramRecords) -> tuple[Missing, ...]:
    """Everything of which at least one is missing."""
    found = [*_in_episodes(records.episodes), _endings(records.episodes), _staff(records.sessions), _ratings(records)]
    return tuple(one for one in found if one.n > 0)


def _in_episodes(episodes: pl.DataFrame) -> list[Missing]:
    return [Missing(column, int(episodes[column].null_count()), len(episodes)) for column in EPISODE_COLUMNS]


def _endings(episodes: pl.DataFrame) -> Missing:
    ended = episodes.filter(pl.col("end").is_not_null())
    return Missing("ending", int(ended["ending"].null_count()), len(ended))


def _staff(sessions: pl.DataFrame) -> Missing:
    attended = sessions.filter(pl.col("status") == SessionStatus.ATTENDED)
    unknown = attended["staff"].list.len().fill_null(0) == 0
    return Missing("staff", int(unknown.sum()), len(attended))


def _ratings(records: ProgramRecords) -> Missing:
    """Check-ins offered and not answered, declined and undelivered ones among them."""
    each = records.checkins.group_by("checkin").agg(
        (pl.col("status") == CheckInStatus.ANSWERED).any().alias("answered")
    )
    return Missing("ratings", int((~each["answered"]).sum()), len(each))
