"""How a client stands, in words and with a shape. What is not known is grey, and never called steady."""

from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from bidewell.domain.leaving_state import LeavingState, Recorded, Standing, leaving_state
from bidewell.records.models import Forecast, Snapshot
from bidewell.web.shared.badge import Badge


class State(StrEnum):
    """The states of a caseload, in the order in which they call for a look where no chance is known."""

    GONE_QUIET = "gone_quiet"
    PROVISIONALLY_LEFT = "provisionally_left"
    PROMISED = "promised"
    STRAIN = "strain"
    WATCH = "watch"
    NOT_SEEN_YET = "not_seen_yet"
    NEW = "new"
    UNKNOWN = "unknown"
    STEADY = "steady"
    LEFT = "left"
    ENDED = "ended"


STATE_WORDS: dict[State, Badge] = {
    State.GONE_QUIET: Badge(_("gone quiet"), "act", "◆"),
    State.PROVISIONALLY_LEFT: Badge(_("left, not yet sure"), "act", "◇"),
    State.PROMISED: Badge(_("promised to return"), "plain", "↩"),
    State.STRAIN: Badge(_("strain"), "act", "▽"),
    State.WATCH: Badge(_("watch"), "watch", "▲"),
    State.NOT_SEEN_YET: Badge(_("not seen yet"), "unknown", "○"),
    State.NEW: Badge(_("new"), "unknown", "○"),
    State.UNKNOWN: Badge(_("not enough data yet"), "unknown", "○"),
    State.STEADY: Badge(_("steady"), "plain", "●"),
    State.LEFT: Badge(_("left"), "unknown", "□"),
    State.ENDED: Badge(_("care ended"), "unknown", "□"),
}
_BY_COMING = {
    LeavingState.NOT_SEEN_YET: State.NOT_SEEN_YET,
    LeavingState.GONE_QUIET: State.GONE_QUIET,
    LeavingState.PROMISED_TO_RETURN: State.PROMISED,
    LeavingState.PROVISIONALLY_LEFT: State.PROVISIONALLY_LEFT,
    LeavingState.LEFT: State.LEFT,
    LeavingState.ENDED: State.ENDED,
}
_BY_FORECAST = {"new": State.NEW, "strain": State.STRAIN, "watch": State.WATCH, "steady": State.STEADY}


def standing_of(snapshot: Snapshot, day: date, ending: Recorded | None) -> Standing:
    """How the client's coming stands on a day, by the rule of the domain."""
    zone = ZoneInfo(snapshot.episode.program.time_zone)
    booked = snapshot.next_session_at
    return leaving_state(
        snapshot.last_contact_on,
        day,
        snapshot.planned_interval_days,
        next_booking=booked.astimezone(zone).date() if booked else None,
        promised=snapshot.episode.promised_return_on,
        ending=ending,
        missed_since_contact=snapshot.missed_since_contact,
    )


def state_of(coming: LeavingState, forecast: Forecast | None) -> State:
    """Whether the client comes says it first; of one who does, the forecast says more."""
    if coming in _BY_COMING:
        return _BY_COMING[coming]
    if forecast is None:
        return State.UNKNOWN
    # Longer away than planned, but an appointment stands and none was missed: the chance alone speaks.
    likely = State.WATCH if forecast.high < forecast.typical else State.STEADY
    return _BY_FORECAST.get(forecast.state, likely)
