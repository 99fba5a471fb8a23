"""Answers keyed in from paper by the front desk, which sees marks and never a score."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bidewell.actions.check_ins.answering import Given, keep
from bidewell.actions.check_ins.finishing import finish
from bidewell.actions.check_ins.opening import locked, mark_shown
from bidewell.domain.sharing import Sharing
from bidewell.records.models import CheckIn, Person

PAPER = "paper"
# Fewer marks than this being alike says nothing.
ALIKE_FROM = 5


def is_odd(marks: Mapping[str, float | None]) -> bool:
    """Whether the marks look like a slip of the hand: one left out, or all in one column. They are then keyed twice."""
    given = [mark for mark in marks.values() if mark is not None]
    return len(given) < len(marks) or (len(given) >= ALIKE_FROM and len(set(given)) == 1)


@transaction.atomic
def key_check_in(
    check_in: CheckIn, marks: Mapping[str, float | None], *, sharing: Sharing, language: str, by: Person, at: datetime
) -> None:
    """Paper is filled in at the visit, and keyed when there is time: it counts as answered then, if that is past."""
    held = locked(check_in)
    answered_at = min(at, held.session.scheduled_at) if held.session else at
    mark_shown(held, sharing, language, PAPER, answered_at)
    keep(held, [Given(item, mark) for item, mark in marks.items()])
    finish(held, answered_at=answered_at, at=at, keyed_by=by)
