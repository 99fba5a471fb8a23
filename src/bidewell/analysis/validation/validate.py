"""A program's forecasts put to the test of its own past: days stood on, numbers by horizon and group, and a verdict."""

from dataclasses import dataclass, field

from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.validation.assessment import Assessed, assess
from bidewell.analysis.validation.backtest import Origin, Question, attendance_only, backtest
from bidewell.analysis.validation.groups import GroupResult, by_group, watched_columns
from bidewell.analysis.validation.origins import EVERY_DAYS, ORIGINS, Timeline
from bidewell.analysis.validation.resampling import REPLICATES
from bidewell.analysis.validation.verdict import Verdict, verdict
from bidewell.progress import Progress, quietly


@dataclass(frozen=True)
class Horizon:
    """What was found of one horizon."""

    found: Assessed
    verdict: Verdict
    groups: tuple[GroupResult, ...]


@dataclass(frozen=True)
class Validation:
    """The backtest of a program, and how it was made."""

    question: Question = field(repr=False)  # it holds the records
    every_days: int
    replicates: int
    has_ratings: bool
    has_factors: bool
    origins: tuple[Origin, ...]
    horizons: tuple[Horizon, ...]


def validate(
    question: Question,
    by: tuple[str, ...] = (),
    origins: int = ORIGINS,
    every_days: int = EVERY_DAYS,
    progress: Progress = quietly,
) -> Validation:
    """Backtest the forecasts. Time: two fits an origin, then seconds. Same records and seed: the same numbers.

    Raises CannotGroup where `by` names no column of the episodes.
    """
    records = question.records
    episodes = build_panel(records, question.definition, question.grid).episodes
    columns = watched_columns(episodes, by)
    progress("standing on earlier days")
    timeline = Timeline.of(records, question.definition, question.grid, origins, every_days)
    tested = backtest(question, timeline, progress)
    is_attendance = attendance_only(records) is records
    progress("measuring")
    horizons = []
    for told in tested.told:
        found = assess(told, question.seed)
        groups = by_group(told, episodes, columns, question.seed)
        horizons.append(Horizon(found, verdict(found, is_attendance), groups))
    return Validation(
        question,
        every_days,
        REPLICATES,
        not records.checkins.is_empty(),
        not records.factors.is_empty(),
        tested.origins,
        tuple(horizons),
    )
