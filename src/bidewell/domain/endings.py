"""How an episode can end, and which endings count as what."""

from enum import StrEnum


class Ending(StrEnum):
    """The way an episode of care ended. `left` is the event of interest; the others compete with it."""

    LEFT = "left"
    COMPLETED = "completed"
    MUTUAL = "mutual"
    TRANSFERRED = "transferred"
    STEP_DOWN = "step_down"
    STEP_UP = "step_up"
    ADMINISTRATIVE = "administrative"
    INCARCERATED = "incarcerated"
    HOSPITALISED = "hospitalised"
    MOVED = "moved"
    DIED = "died"
    COVERAGE_ENDED = "coverage_ended"
    PROGRAM_CLOSED = "program_closed"
    ORDER_COMPLETED = "order_completed"
    ASSESSED_ONLY = "assessed_only"
    UNKNOWN = "unknown"


# Client and counselor agreed that the work was done: the competing hazard the engine models.
AGREED = frozenset({Ending.COMPLETED, Ending.MUTUAL, Ending.STEP_DOWN})

# "Stayed" is in care or ended well; everything the client was put out by, or that took the client away, is neither
# leaving nor staying and is shown on its own.
ENDED_WELL = AGREED

# A recorded ending of these kinds says nothing about whether the client had already gone: programs close the charts of
# clients who stopped coming with them. Recorded after the definition's window without contact, they count as leaving.
CHART_CLOSING = frozenset({Ending.ADMINISTRATIVE, Ending.UNKNOWN, Ending.ASSESSED_ONLY})
