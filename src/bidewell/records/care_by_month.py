"""Who came, who left and how care ended, by month, counted so that no cell gives a person away."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bidewell.domain.endings import AGREED, Ending
from bidewell.domain.leaving_state import LeavingState
from bidewell.records.aggregates import MonthOfRows, Part, counts_of
from bidewell.records.small_cells import Count, Row, Shown, alone, row
from bidewell.records.stretches import Stretch, stretches_of_late

# Just short of the window: an ending recorded here keeps a client from counting as left.
SHORT_OF_WINDOW = range(25, 31)
SO, OTHERS, BESIDE = "so", "others", "beside"
IN_CARE = (LeavingState.IN_CARE, LeavingState.GONE_QUIET, LeavingState.PROMISED_TO_RETURN)


class EndingGroup(StrEnum):
    """How care ended, in groups large enough to be shown."""

    LEFT = "left"
    AGREED = "agreed"
    TAKEN_AWAY = "taken_away"
    PUT_OUT = "put_out"
    NOT_KNOWN = "not_known"


_GROUPS = {
    Ending.LEFT: EndingGroup.LEFT,
    **dict.fromkeys(AGREED, EndingGroup.AGREED),
    Ending.ADMINISTRATIVE: EndingGroup.PUT_OUT,
    Ending.PROGRAM_CLOSED: EndingGroup.PUT_OUT,
    Ending.ASSESSED_ONLY: EndingGroup.NOT_KNOWN,
    Ending.UNKNOWN: EndingGroup.NOT_KNOWN,
}
LEAVING_CELLS = (LeavingState.LEFT, LeavingState.PROVISIONALLY_LEFT)


@dataclass(frozen=True)
class ByMonth:
    """A row a month. `together`: all months as one row, only where no month by itself may be shown at all."""

    months: tuple[MonthOfRows, ...]
    together: Row | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing in it is hidden."""
        return all(one.row.is_whole for one in self.months)


@dataclass(frozen=True)
class Care:
    """What the page says of care: now, by month, and what is worth a second look. Small cells are gone."""

    in_care: Shown
    entered: Shown
    entered_in_three_months: Shown
    quarter_from: date
    leavings: ByMonth
    endings: ByMonth
    endings_without_day: Shown  # in no month
    agreed_without_last_session: Row  # those, and the other agreed endings
    closed_short_of_window: Row  # those, and the other endings after a contact


def care_by_month(part: Part) -> Care:
    """Everything from one query."""
    stretches = tuple(stretches_of_late(part))
    quarter = date(part.day.year, (part.day.month - 1) // 3 * 3 + 1, 1)
    endings = _months(part, stretches, lambda one: one.ended_on, _group, tuple(EndingGroup))
    return Care(
        in_care=alone(_clients(one for one in stretches if _is_in_care(one, part.day))),
        entered=alone(_clients(one for one in stretches if _is_between(one.start, quarter, part.day))),
        entered_in_three_months=alone(_clients(one for one in stretches if _has_entered_in_whole_months(one, part))),
        quarter_from=quarter,
        leavings=_months(part, stretches, lambda one: one.left_on, _leaving, LEAVING_CELLS),
        endings=endings,
        endings_without_day=alone(_counted(one for one in stretches if one.ending and one.ending.on is None)),
        agreed_without_last_session=_two(stretches, part, _agreed, endings.is_whole),
        closed_short_of_window=_two(stretches, part, _after_contact, endings.is_whole),
    )


def _clients(stretches: Iterable[Stretch]) -> Count:
    """Clients, each once however many episodes."""
    people = len({one.client for one in stretches})
    return Count(people, people)


def _counted(stretches: Iterable[Stretch]) -> Count:
    """Episodes, and the clients behind them."""
    found = [one.client for one in stretches]
    return Count(len(found), len(set(found)))


def _is_between(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last


def _is_in_care(one: Stretch, day: date) -> bool:
    """Started, and not ended or left. Who has started and was never seen is in care for one window."""
    if one.state is LeavingState.NOT_SEEN_YET:
        return _is_between(one.start, day - timedelta(days=one.window), day)
    return one.state in IN_CARE and (one.start is None or one.start <= day)


def _has_entered_in_whole_months(one: Stretch, part: Part) -> bool:
    """In the last three months that are over: how many come a month."""
    return one.start is not None and part.months[-4] <= one.start < part.months[-1]


def _leaving(one: Stretch) -> str | None:
    return one.state if one.state in LEAVING_CELLS else None


def _group(one: Stretch) -> str | None:
    if one.ending is None:
        return None
    return EndingGroup.NOT_KNOWN if one.ending.kind is None else _GROUPS.get(one.ending.kind, EndingGroup.TAKEN_AWAY)


def _months(
    part: Part,
    stretches: Iterable[Stretch],
    when: Callable[[Stretch], date | None],
    kind_of: Callable[[Stretch], str | None],
    kinds: Sequence[str],
) -> ByMonth:
    found: defaultdict[date, list[tuple[str, int]]] = defaultdict(list)
    for one in stretches:
        day, kind = when(one), kind_of(one)
        if day is not None and kind is not None:
            found[day.replace(day=1)].append((kind, one.client))
    months = tuple(MonthOfRows(month, _row(found[month], kinds)) for month in part.months)
    is_shown = any(one.row.total.n for one in months)
    is_hidden = any(one.row.total.is_hidden for one in months)
    everything = [pair for month in part.months for pair in found[month]]
    return ByMonth(months, _row(everything, kinds) if is_hidden and not is_shown else None)


def _row(pairs: Iterable[tuple[str, int]], kinds: Sequence[str]) -> Row:
    counts = counts_of(pairs)
    return row([counts.get(kind, Count()) for kind in kinds])


def _two(
    stretches: Iterable[Stretch],
    part: Part,
    cell_of: Callable[[Stretch], str | None],
    months_are_whole: bool,
) -> Row:
    """Of the endings of these months that are among some: those that are so, and the others.

    How many there are is a total over the table of months. Where a month hides something, that total would give it
    away, so those that are so stand alone. What the table of months counts beside the two is what is left when they are
    taken from it, so it is hidden with them, though it is no cell of the page.
    """
    ended = [one for one in stretches if _is_between(one.ended_on, part.months[0], part.day)]
    pairs = [(cell, one.client) for one in ended if (cell := cell_of(one)) is not None]
    if not months_are_whole:
        return Row((alone(counts_of(pairs).get(SO, Count())), Shown(None)), Shown(None))
    whole = _row(pairs, (SO, OTHERS, BESIDE))
    is_hidden = whole.total.is_hidden or whole.cells[2].is_hidden
    return Row(whole.cells[:2], Shown(None if is_hidden else sum(cell in (SO, OTHERS) for cell, _ in pairs)))


def _agreed(one: Stretch) -> str | None:
    if one.ending is None or one.ending.kind not in AGREED:
        return None
    return SO if _is_without_last_session(one) else OTHERS


def _is_without_last_session(one: Stretch) -> bool:
    silence = one.silence
    return silence is None or one.missed_since_contact > 0 or silence > one.window


def _after_contact(one: Stretch) -> str | None:
    """Endings other than left: just short of the window, after a contact, and without any."""
    if one.ending is None or one.ending.kind == Ending.LEFT:
        return None
    silence = one.silence
    return BESIDE if silence is None else SO if silence in SHORT_OF_WINDOW else OTHERS
