"""Where an episode stands between coming and having left, from a few dates. Standard library only; reads no clock.

The rule is that of the definition `loss_of_contact`: silence for the whole window after a contact is leaving, dated at
that contact. A leaving that somebody writes down earlier is provisional, and a return takes it back. Bookings and
promises never make a client stay in these rules' eyes; they only say what to call the wait.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from bidewell.domain.endings import CHART_CLOSING, Ending

WINDOW_DAYS = 30
# A guess, to be held against what programs say: half as long again as planned, eleven days where sessions are weekly.
QUIET_AFTER_INTERVALS = 1.5
QUIET_AFTER_MISSED = 2


class LeavingState(StrEnum):
    """What is known of a client's coming."""

    NOT_SEEN_YET = "not_seen_yet"
    IN_CARE = "in_care"
    GONE_QUIET = "gone_quiet"
    PROMISED_TO_RETURN = "promised_to_return"
    PROVISIONALLY_LEFT = "provisionally_left"
    LEFT = "left"
    ENDED = "ended"


@dataclass(frozen=True)
class Recorded:
    """The ending in force. A kind of None is an end day without a recorded way: it ended unknown."""

    kind: Ending | None
    on: date | None


@dataclass(frozen=True)
class Standing:
    """A state and its first day. A leaving also has the last contact (`left_on`)."""

    state: LeavingState
    since: date | None
    left_on: date | None = None


def window_days(planned_interval_days: float) -> int:
    """Days without a contact that are leaving: 30, or twice the planned interval where that is longer."""
    return max(WINDOW_DAYS, ceil(2 * planned_interval_days))


def quiet_after_days(planned_interval_days: float) -> int:
    """Days without a contact that are usual for this client; one more is quiet."""
    return max(1, ceil(QUIET_AFTER_INTERVALS * planned_interval_days))


def leaving_state(
    last_contact: date | None,
    as_of: date,
    planned_interval_days: float,
    *,
    next_booking: date | None = None,
    promised: date | None = None,
    ending: Recorded | None = None,
    missed_since_contact: int = 0,
) -> Standing:
    """How an episode stands at the end of a day. Contacts, bookings and endings are those known on that day.

    A promise outweighs a leaving written down: `actions` clears it when an ending is recorded, so it is the later word.
    """
    ending = _in_force(ending, last_contact)
    if last_contact is None:
        return Standing(LeavingState.NOT_SEEN_YET, None) if ending is None else _ended(ending, None)
    window = window_days(planned_interval_days)
    confirmed_from = last_contact + timedelta(days=window)
    if ending is not None and not _is_leaving(ending, confirmed_from):
        return _ended(ending, last_contact)
    if promised is not None and promised >= as_of:
        return Standing(LeavingState.PROMISED_TO_RETURN, last_contact)
    if as_of >= confirmed_from:
        return Standing(LeavingState.LEFT, confirmed_from, last_contact)
    if ending is not None:
        return Standing(LeavingState.PROVISIONALLY_LEFT, ending.on or last_contact, last_contact)
    is_expected = next_booking is not None and as_of <= next_booking <= confirmed_from
    usual = quiet_after_days(planned_interval_days)
    return _still_coming(last_contact, as_of, usual, missed_since_contact, is_expected)


def _in_force(ending: Recorded | None, last_contact: date | None) -> Recorded | None:
    """A leaving written down before the client came again was taken back by the client."""
    if ending is None or ending.kind != Ending.LEFT or ending.on is None or last_contact is None:
        return ending
    return None if ending.on < last_contact else ending


def _is_leaving(ending: Recorded, confirmed_from: date) -> bool:
    """Left, or a chart that was closed after the whole window had passed in silence."""
    if ending.kind == Ending.LEFT:
        return True
    is_closing = ending.kind is None or ending.kind in CHART_CLOSING
    return is_closing and ending.on is not None and ending.on > confirmed_from


def _ended(ending: Recorded, last_contact: date | None) -> Standing:
    return Standing(LeavingState.ENDED, ending.on or last_contact)


def _still_coming(last_contact: date, as_of: date, usual: int, missed: int, is_expected: bool) -> Standing:
    # Who has missed nothing and has an appointment is waited for, not gone quiet: the plan was simply another one.
    quiet_from = last_contact + timedelta(days=usual + 1)
    if missed >= QUIET_AFTER_MISSED or (as_of >= quiet_from and not (is_expected and missed == 0)):
        return Standing(LeavingState.GONE_QUIET, min(quiet_from, as_of))
    return Standing(LeavingState.IN_CARE, last_contact)
