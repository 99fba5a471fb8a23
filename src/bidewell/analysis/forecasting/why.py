"""Why is this client counted, or not? One answer for each of a client's episodes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl

from bidewell.analysis.events.leaving import IN_CARE
from bidewell.analysis.events.panel import PanelFrames
from bidewell.domain.endings import Ending


class UnknownEpisode(LookupError):
    """No episode, and no client, of these records has the id that was asked for."""


@dataclass(frozen=True)
class Answer:
    """What one definition makes of one episode. `words` say why it is not counted, or as what it is."""

    episode: str
    definition: str
    is_counted: bool
    words: str
    outcome: str | None = None
    outcome_on: date | None = None
    provisional: bool | None = None
    last_contact_on: date | None = None
    contacts: int | None = None
    window_days: int | None = None
    complete_through: date | None = None

    def as_data(self) -> dict[str, object]:
        """The answer as plain data, for JSON."""
        return asdict(self)


def why(panel: PanelFrames, records_episodes: pl.DataFrame, who: str) -> tuple[Answer, ...]:
    """The answers for an episode's id or a client's: all parts of an episode that was split by a return."""
    own = records_episodes.filter((pl.col("episode") == who) | (pl.col("client") == who))["episode"]
    in_panel = panel.episodes.filter(pl.col("record_episode").is_in(own.implode()) | (pl.col("episode") == who))
    outside = panel.excluded.filter(
        pl.col("episode").is_in(own.implode()) & ~pl.col("episode").is_in(in_panel["episode"].implode())
    )
    reasons = dict(panel.excluded.select("episode", "words").iter_rows())
    answers = [_in_panel(row, panel, reasons) for row in in_panel.iter_rows(named=True)]
    answers += [Answer(episode, panel.definition.name, False, reasons[episode]) for episode in outside["episode"]]
    if not answers:
        raise UnknownEpisode(
            "No episode and no client in these records has this id. Ids are compared as text, to the letter."
        )
    return tuple(answers)


def _in_panel(row: Mapping[str, Any], panel: PanelFrames, reasons: Mapping[str, str]) -> Answer:
    episode = row["episode"]
    return Answer(
        episode=episode,
        definition=panel.definition.name,
        is_counted=episode not in reasons,
        words=reasons.get(episode) or _as_what(row),
        **{name: row[name] for name in _SHOWN},
    )


_SHOWN = ("outcome", "outcome_on", "provisional", "last_contact_on", "contacts", "window_days", "complete_through")


def _as_what(row: Mapping[str, Any]) -> str:
    if row["outcome"] == IN_CARE:
        return "Counted as in care"
    if row["outcome"] == Ending.LEFT:
        return "Counted as left" + (
            ", provisionally: a return within the window would undo it" if row["provisional"] else ""
        )
    return f"Counted as an episode that ended otherwise: {row['outcome']}"
