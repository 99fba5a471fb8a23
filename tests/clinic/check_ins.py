"""Check-ins that several tests hand out: offered for a session that has just been, opened by a link."""

from datetime import datetime, timedelta
from typing import Any

from bidewell.actions.check_ins.links import token_of
from bidewell.actions.check_ins.offering import offer_check_in
from bidewell.records.models import CheckIn, InstrumentVersion, Session
from tests.clinic.cast import Cast, booked

SEVEN = 7
OWN = {
    "code": "own", "version": "1", "rater": "client", "names": {"en": "Own"}, "role": "distress", "source": "ours",
    "licence": {"reference": "ours", "verified_on": "2026-01-01"}, "minimum": 0, "maximum": 3,
    "choices": [{"value": value, "labels": {"en": f"label {value}"}} for value in range(4)],
    "items": [{"code": "low", "wording": {"en": "Low?"}}, {"code": "harm", "wording": {"en": "Harm?"}}],
    "scales": [
        {"code": "total", "names": {"en": "Total"}, "items": ["low", "harm"], "method": "sum", "minimum": 0, "maximum": 6,
         "better": "lower"}
    ],
}  # fmt: skip


def visited(cast: Cast, at: datetime, key: str = "S-visited", **more: object) -> Session:
    """A session of Casey's that was attended an hour before."""
    session = booked(cast.episode, key, at - timedelta(hours=1), cast.memberships["thea"], status="attended")
    for name, value in more.items():
        setattr(session, name, value)
    session.save()
    return session


def offered(cast: Cast, at: datetime, **more: object) -> CheckIn:
    """A check-in for it."""
    return offer_check_in(visited(cast, at, **more), by=cast.frida, at=at)


def address(check_in: CheckIn, *parts: object) -> str:
    return "/".join(["/c", token_of(check_in), *map(str, parts)])


def answers_of(check_in: CheckIn) -> dict[str, float | None]:
    return dict(check_in.answers.filter(is_score=False).values_list("item", "value"))


def scores_of(check_in: CheckIn) -> dict[str, float | None]:
    return dict(check_in.answers.filter(is_score=True).values_list("item", "value"))


def own_instrument(cast: Cast, **more: Any) -> InstrumentVersion:
    """An instrument of the program's own: two items, answers from 0 to 3, and one of them a safety item."""
    return InstrumentVersion.objects.create(
        program=cast.program, code="own", version="1", rater="client", role="distress", place=0, is_offered=True,
        definition={**OWN, **more}, safety_from={"harm": 1},
    )  # fmt: skip
