"""Answers: one an item. The same again changes nothing; another one, until the check-in is finished, replaces it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bidewell.actions.check_ins.finishing import finish
from bidewell.actions.check_ins.free_text import keep_text
from bidewell.actions.check_ins.opening import locked, mark_shown
from bidewell.domain.sharing import Sharing
from bidewell.records.models import Answer, CheckIn

WRITTEN = ["value", "shown_at", "answered_at"]


@dataclass(frozen=True)
class Given:
    """An item's answer, or None where it was passed over, and when it was shown and answered."""

    item: str
    value: float | None
    shown_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Submission:
    """A whole check-in as a phone sends it: all at once, perhaps long after it was answered."""

    given: tuple[Given, ...]
    sharing: Sharing
    language: str
    mode: str
    is_finished: bool
    text: str = ""


@transaction.atomic
def answer_item(check_in: CheckIn, given: Given, *, language: str, is_last: bool, at: datetime) -> None:
    """One answer of a page without scripts. Passing over the last item, or answering it, finishes the check-in."""
    held = locked(check_in)
    keep(held, [given])
    if held.language != language:
        held.language = language
        held.save(update_fields=["language"])
    if is_last:
        finish(held, answered_at=at, at=at)


@transaction.atomic
def record_answers(check_in: CheckIn, submission: Submission, *, at: datetime) -> None:
    """All that was answered so far; finished or not. Raises Refused, and changes nothing, where it is over already."""
    held = locked(check_in)
    moments = [one.answered_at for one in submission.given if one.answered_at]
    begun = min((one.shown_at for one in submission.given if one.shown_at), default=at)
    mark_shown(held, submission.sharing, submission.language, submission.mode, begun)
    keep(held, submission.given)
    if submission.is_finished:
        finish(held, answered_at=max(moments, default=at), at=at)
        keep_text(held, submission.text, at=at)
    else:
        held.save(update_fields=["status", "shown_at", "sharing", "language", "mode"])


def keep(check_in: CheckIn, given: Iterable[Given]) -> None:
    """Write the answers, in one query however many; an item passed over has none."""
    asked = [one for one in given if one.item in check_in.items]
    rows = [
        Answer(check_in=check_in, item=one.item, value=one.value, shown_at=one.shown_at, answered_at=one.answered_at)
        for one in asked
        if one.value is not None
    ]
    passed = [one.item for one in asked if one.value is None]
    if rows:
        Answer.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["check_in", "item"], update_fields=WRITTEN
        )
    if passed:
        Answer.objects.filter(check_in=check_in, item__in=passed).delete()
