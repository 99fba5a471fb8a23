"""The ways an episode can end, in words, in the groups in which they are offered."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bidewell.domain.endings import Ending

ENDING_WORDS: dict[str, str | Promise] = {
    Ending.LEFT: _("Left: stopped coming, on their own"),
    Ending.COMPLETED: _("Treatment completed"),
    Ending.MUTUAL: _("Agreed to stop"),
    Ending.STEP_DOWN: _("Moved on to less intensive care, as planned"),
    Ending.STEP_UP: _("Moved to more intensive care"),
    Ending.TRANSFERRED: _("Moved to another provider"),
    Ending.ADMINISTRATIVE: _("Closed by the program: rules, fees, capacity"),
    Ending.INCARCERATED: _("In jail or prison"),
    Ending.HOSPITALISED: _("Admitted to a hospital"),
    Ending.MOVED: _("Moved away"),
    Ending.DIED: _("Died"),
    Ending.COVERAGE_ENDED: _("Insurance or funding ended"),
    Ending.PROGRAM_CLOSED: _("The therapist, site or program closed"),
    Ending.ORDER_COMPLETED: _("A court order was served out"),
    Ending.ASSESSED_ONLY: _("Assessed only, never treated"),
    Ending.UNKNOWN: _("Not known"),
}
GROUPS: tuple[tuple[str | Promise, tuple[Ending, ...]], ...] = (
    (_("The client stopped coming"), (Ending.LEFT,)),
    (_("Agreed"), (Ending.COMPLETED, Ending.MUTUAL, Ending.STEP_DOWN)),
    (_("Moved on"), (Ending.STEP_UP, Ending.TRANSFERRED, Ending.ORDER_COMPLETED)),
    (
        _("Taken away"),
        (Ending.MOVED, Ending.INCARCERATED, Ending.HOSPITALISED, Ending.DIED, Ending.COVERAGE_ENDED),
    ),
    (_("Ended by the program"), (Ending.ADMINISTRATIVE, Ending.PROGRAM_CLOSED)),
    (_("Something else"), (Ending.ASSESSED_ONLY, Ending.UNKNOWN)),
)


def ending_words(kind: str | None) -> str:
    """An ending in words; an end day without a recorded way ended unknown."""
    return str(ENDING_WORDS[kind or Ending.UNKNOWN])


def ending_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All ways, in their groups, as a form offers them."""
    return [(str(words), [(kind.value, ending_words(kind)) for kind in kinds]) for words, kinds in GROUPS]
