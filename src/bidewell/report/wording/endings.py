"""How care ended, in words."""

from bidewell.domain.endings import Ending
from bidewell.report.language import Language


def ending_words(ending: str, language: Language) -> str:
    """An ending as the table prints it."""
    words = {
        Ending.LEFT: language.say("Left"),
        Ending.COMPLETED: language.say("Completed"),
        Ending.MUTUAL: language.say("Ended by agreement"),
        Ending.TRANSFERRED: language.say("Moved to another program"),
        Ending.STEP_DOWN: language.say("Moved to a lower level of care"),
        Ending.STEP_UP: language.say("Moved to a higher level of care"),
        Ending.ADMINISTRATIVE: language.say("Ended by the program"),
        Ending.INCARCERATED: language.say("Jailed"),
        Ending.HOSPITALISED: language.say("In hospital"),
        Ending.MOVED: language.say("Moved away"),
        Ending.DIED: language.say("Died"),
        Ending.COVERAGE_ENDED: language.say("Coverage ended"),
        Ending.PROGRAM_CLOSED: language.say("Therapist or site closed"),
        Ending.ORDER_COMPLETED: language.say("Order completed"),
        Ending.ASSESSED_ONLY: language.say("Assessed only"),
        Ending.UNKNOWN: language.say("Not known"),
    }
    return words[Ending(ending)]
