"""What a recorded number is read beside: how exactly it was measured, and where the middle half of clients lie."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite, sqrt
from statistics import NormalDist, quantiles, stdev

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.factors.entry import kind_to_enter
from bidewell.factors.table import named_factor
from bidewell.records.models import Factor, Program
from bidewell.web.therapist.numbers import range_words

# Nine in ten of a normal distribution lie within so many standard deviations.
NINE_IN_TEN = NormalDist().inv_cdf(0.95)


@dataclass(frozen=True)
class Beside:
    """Of one recorded number. `range` is where the true one lies nine times in ten, `low` to `high` the middle half."""

    range: str
    low: str
    high: str
    clients: int


def read_beside(program: Program, factors: Iterable[Factor]) -> dict[int, Beside]:
    """By factor, of those that are numbers and that enough clients of the program have. Time: a query over these."""
    kinds: Mapping[str, str] = program.factor_kinds
    numbers = {
        one: value
        for one in factors
        if kind_to_enter(one.name, kinds) == "numeric" and (value := _number(one.value)) is not None
    }
    known = _by_client(program, {one.name for one in numbers}) if numbers else {}
    return {
        one.pk: _beside(one, value, list(known[one.name].values()))
        for one, value in numbers.items()
        if len(known[one.name]) >= SMALLEST_SHOWN
    }


def _by_client(program: Program, names: set[str]) -> dict[str, dict[int, float]]:
    """Each client's latest number of each factor."""
    found: dict[str, dict[int, float]] = {name: {} for name in names}
    rows = Factor.objects.filter(episode__program=program, name__in=names).order_by("from_day", "pk")
    for name, client, text in rows.values_list("name", "episode__client_id", "value"):
        value = _number(text)
        if value is not None:
            found[name][client] = value
    return found


def _beside(factor: Factor, value: float, known: list[float]) -> Beside:
    low, _middle, high = quantiles(known, n=4)
    return Beside(_range(factor, value, stdev(known)), _words(low), _words(high), len(known))


def _range(factor: Factor, value: float, spread: float) -> str:
    """By the standard error of measurement: the spread of clients, and the reliability recorded with the number."""
    if factor.reliability is None:
        # Minutes and miles are what they are; a score without a unit is of something else than itself.
        return "" if named_factor(factor.name, "numeric").unit else _("range not known")
    margin = NINE_IN_TEN * spread * sqrt(1 - factor.reliability)
    return range_words(_words(value - margin), _words(value + margin)) if margin else ""


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:  # imported as it was written
        return None
    return value if isfinite(value) else None


def _words(value: float) -> str:
    return f"{round(value, 1):g}".replace(".", get_format("DECIMAL_SEPARATOR"))
