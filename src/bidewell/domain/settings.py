"""What a program says about itself in `program.toml`: names, time, codes and questionnaires."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bidewell.domain.endings import Ending
from bidewell.domain.sessions import Rater, SessionStatus


@dataclass(frozen=True)
class RatingSource:
    """Where one repeated rating comes from: the item or score that stands for an instrument, who rates, on which scale.

    `role` says what it measures.
    """

    name: str
    role: str
    rater: str
    version: str
    item: str
    minimum: float
    maximum: float


@dataclass(frozen=True)
class ProgramSettings:
    """The frame every record is read in. `extract_date` is the only "today" the product knows."""

    name: str
    time_zone: str
    extract_date: date
    demo: bool = False
    continuous_exposure: bool = False
    default_planned_interval_days: int = 7
    endings: Mapping[str, Ending] = field(default_factory=dict)
    statuses: Mapping[str, SessionStatus] = field(default_factory=dict)
    instruments: tuple[RatingSource, ...] = ()
    factor_kinds: Mapping[str, str] = field(default_factory=dict)


def rating_source(instruments: Iterable[RatingSource]) -> RatingSource | None:
    """The engine's rating: the first client-rated alliance, else the first client-rated one, else the first."""
    described = list(instruments)
    client_rated = [one for one in described if one.rater == Rater.CLIENT]
    alliance = [one for one in client_rated if one.role == "alliance"]
    return next(iter(alliance + client_rated + described), None)
