"""How stretches of care end, and what the chart says of it, when, and whether at all."""

from dataclasses import dataclass

import numpy as np

from bidewell.domain.endings import Ending
from bidewell.simulate.arrays import NEVER, Flags, Floats, Ints, Texts, happens, pick
from bidewell.simulate.attendance import Visits
from bidewell.simulate.caseload import IN_CARE, Caseload
from bidewell.simulate.leaving import Leaving
from bidewell.simulate.truth import finishing_baseline

# What truly happened, by position; the chart may say something else. Position 0 is still in care.
EXITS = (
    "in_care",
    "left",
    "left_with_order",
    Ending.COMPLETED,
    Ending.MUTUAL,
    Ending.STEP_DOWN,
    Ending.ADMINISTRATIVE,
    Ending.TRANSFERRED,
    Ending.STEP_UP,
    Ending.INCARCERATED,
    Ending.HOSPITALISED,
    Ending.MOVED,
    Ending.COVERAGE_ENDED,
    Ending.DIED,
)
LEFT, LEFT_WITH_ORDER, COMPLETED, MUTUAL, STEP_DOWN, ADMINISTRATIVE = range(1, 7)
AGREED_SHARES = (0.55, 0.25, 0.20)
# Chance per contact of the endings nobody planned: administrative, transferred, ..., died. Guesses, all small.
OTHER_SHARES = (0.0020, 0.0018, 0.0010, 0.0015, 0.0008, 0.0015, 0.0012, 0.0001)


def end_some(cases: Caseload, week: int, visits: Visits, leaving: Leaving, chance: np.random.Generator) -> None:
    """Decide at every contact of the week who leaves, who finishes and who is taken away."""
    n = len(visits.who)
    leaves = happens(chance, leaving.probability, n)
    for_order = happens(chance, leaving.share_for_order, n)
    finishes = happens(chance, chance_of_finishing(cases, week, visits.who), n)
    taken = happens(chance, sum(OTHER_SHARES), n)
    exit_now = np.select(
        [leaves & for_order, leaves, finishes, taken],
        [LEFT_WITH_ORDER, LEFT, agreed_kind(cases, n, chance), ADMINISTRATIVE + pick(chance, OTHER_SHARES, n)],
        IN_CARE,
    )
    exit_now = np.where(visits.contact, exit_now, IN_CARE)
    cases.exit[visits.who] = exit_now
    cases.active[visits.who] = exit_now == IN_CARE


def chance_of_finishing(cases: Caseload, week: int, who: Ints) -> Floats:
    """Agreed endings come when the work is usually done, and sooner where the relationship is good."""
    log_rate = finishing_baseline(cases.truth, week) + cases.truth.finishing.alliance * cases.level(who)
    return np.asarray(-np.expm1(-np.exp(log_rate)))


def agreed_kind(cases: Caseload, n: int, chance: np.random.Generator) -> Ints:
    kind = COMPLETED + pick(chance, AGREED_SHARES, n)
    return np.full(n, MUTUAL) if cases.truth.finishing.always_mutual else kind


# No chart is closed sooner after a client stopped coming.
EARLIEST_CHART_DAYS = 15


@dataclass(frozen=True)
class Chart:
    """What the chart says of each stretch: an ending and its day, or nothing (empty, NEVER)."""

    ending: Texts
    day: Ints


def write_charts(cases: Caseload, chance: np.random.Generator) -> Chart:
    """Endings as recorded by the extract date."""
    n = len(cases)
    ending = np.array([str(name) for name in EXITS], dtype=object)[cases.exit]
    delay = np.where(happens(chance, 0.8, n), 0, chance.integers(3, 15, size=n))
    day = cases.last_contact + np.where(is_agreed(cases.exit), delay, chance.integers(1, 15, size=n))
    recorded = (cases.exit != IN_CARE) & ~unrecorded_finish(cases, chance)
    for_left, day_for_left = charts_of_those_who_left(cases, chance)
    left = is_left(cases.exit)
    ending = np.where(left, for_left, ending)
    day = np.where(left, day_for_left, day)
    recorded &= (ending != "") & (day <= cases.world.last_day)
    return Chart(np.where(recorded, ending, ""), np.where(recorded, day, NEVER))


def charts_of_those_who_left(cases: Caseload, chance: np.random.Generator) -> tuple[Texts, Ints]:
    """`left` after some weeks, or a batch of closings at a month's end long after, or often nothing."""
    n = len(cases)
    how = pick(chance, (0.35, 0.20, 0.05, 0.40), n)
    ending = np.array([Ending.LEFT.value, Ending.ADMINISTRATIVE.value, Ending.UNKNOWN.value, ""], dtype=object)[how]
    soon = cases.last_contact + chance.integers(EARLIEST_CHART_DAYS, 46, size=n)
    batch = month_end(cases.last_contact + chance.integers(40, 100, size=n))
    day = np.where(how == 0, soon, batch)
    order_share = cases.truth.court_order.order_completed_share
    served = (cases.exit == LEFT_WITH_ORDER) & happens(chance, order_share, n)
    ending = np.where(served, Ending.ORDER_COMPLETED.value, ending)
    return ending, np.where(served, np.maximum(cases.last_contact + 1, cases.people.court_order.to_day), day)


def unrecorded_finish(cases: Caseload, chance: np.random.Generator) -> Flags:
    return is_agreed(cases.exit) & ~happens(chance, cases.truth.finishing.recorded_share, len(cases))


def month_end(day: Ints) -> Ints:
    """The last day of the month of each day."""
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    return np.asarray((month + 1).astype("datetime64[D]").astype(np.int64) - 1)


def is_agreed(exit_code: Ints) -> Flags:
    return np.asarray((exit_code >= COMPLETED) & (exit_code <= STEP_DOWN))


def is_left(exit_code: Ints) -> Flags:
    return np.asarray((exit_code == LEFT) | (exit_code == LEFT_WITH_ORDER))
