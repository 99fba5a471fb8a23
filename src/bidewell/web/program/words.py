"""What the director's tables call things."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bidewell.domain.leaving_state import LeavingState
from bidewell.records.care_by_month import EndingGroup

Words = dict[str, Promise]

SESSIONS: Words = {
    "attended": _("Attended"),
    "no_show": _("No-show"),
    "cancelled": _("Cancelled"),
    "not_marked": _("Not marked yet"),
}
CHECK_INS: Words = {
    "answered": _("Answered"),
    "declined": _("\"Not today\""),
    "not_answered": _("Not answered"),
    "undelivered": _("Not delivered"),
}  # fmt: skip
LEAVINGS: Words = {
    LeavingState.LEFT: _("Confirmed"),
    LeavingState.PROVISIONALLY_LEFT: _("Provisional"),
}
ENDINGS: Words = {
    EndingGroup.LEFT: _("Left"),
    EndingGroup.AGREED: _("Ended well"),
    EndingGroup.TAKEN_AWAY: _("Ended from outside"),
    EndingGroup.PUT_OUT: _("Ended by program"),
    EndingGroup.NOT_KNOWN: _("Not known"),
}
# The questions of a plan, in the order in which most programs can answer them.
QUESTIONS: Words = {
    "alliance": _("Does the alliance go with staying?"),
    "motivation": _("Does motivation before treatment go with staying?"),
    "travel_minutes": _("Does travel time go with leaving?"),
    "alliance_access": _("Does the alliance matter less where the way is short?"),
    "ride_support": _("Does a ride that is used go with staying?"),
    "alliance_ride": _("Does the alliance matter less with a ride?"),
    "court_order.start": _("Does a court order go with staying at the start?"),
    "court_order.sustain": _("Does a court order still go with staying once it has lasted?"),
    "court_order_sustain_by_alliance": _("Does a court order need a good alliance?"),
    "court_order.after": _("What happens when a court order is over?"),
}
EFFECTS: Words = {
    "a quarter fewer leave": _("If a quarter fewer leave"),
    "half as many leave": _("If half as many leave"),
}
