"""Before there is a fit: what a program of this size can tell after how many months. From a table, not a promise."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from bidewell.records.small_cells import Shown
from bidewell.simulate.plan_table import planned_for
from bidewell.web.program.words import EFFECTS, QUESTIONS

MONTHS_AVERAGED = 3


@dataclass(frozen=True)
class Question:
    """One question: months by size of effect; None is more than five years."""

    words: Promise
    months: tuple[int | None, ...]


@dataclass(frozen=True)
class FirstMonths:
    """The table for programs that admit about so many a month."""

    admissions_per_month: int
    effects: tuple[Promise, ...]
    questions: tuple[Question, ...]


def first_months(entered_in_three_months: Shown) -> FirstMonths:
    """By the clients who entered in the last three whole months; hidden counts are taken for the smallest pace."""
    planned = planned_for((entered_in_three_months.n or 0) / MONTHS_AVERAGED)
    questions = (Question(words, _months(planned.months[key])) for key, words in QUESTIONS.items())
    return FirstMonths(planned.admissions_per_month, tuple(EFFECTS.values()), tuple(questions))


def _months(by_size: Mapping[str, int | None]) -> tuple[int | None, ...]:
    return tuple(by_size[size] for size in EFFECTS)
