"""A validation with made-up forecasts and a verdict of one's choice, for tests of words and documents."""

from dataclasses import replace
from functools import cache

from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.validation.assessment import Assessed, assess
from bidewell.analysis.validation.backtest import Origin, Question
from bidewell.analysis.validation.groups import by_group
from bidewell.analysis.validation.validate import Horizon, Validation
from bidewell.analysis.validation.verdict import Verdict
from tests.fitted_programs import program
from tests.unit.analysis.validation.told import episodes_of, told


def question() -> Question:
    return Question(program("demo", 200, 5), DEFAULT_DEFINITION, "week", Choices(purpose="forecast"), seed=3)


@cache
def assessed(clients: int, days: int) -> Assessed:
    return assess(told(clients, days=days), seed=1, replicates=40)


def validation_of(*verdicts: str, clients: int = 120) -> Validation:
    """One horizon for each "code reason"."""
    horizons = tuple(
        Horizon(
            assessed(clients, days),
            Verdict(*verdict.split()),
            by_group(replace(told(clients), days=days), episodes_of(clients), ("site",), seed=1),
        )
        for days, verdict in zip((30, 90), verdicts, strict=False)
    )
    day = told(20).rows["day"][0]
    origins = (Origin(day, 40, 9, True, (30,)), Origin(day, 12, 0, False, (), "too_little_past"))
    return Validation(question(), 30, 40, True, True, origins, horizons)
