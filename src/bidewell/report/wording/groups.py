"""Horizons, and the groups Bidewell itself names, in words; a program's own values stay as the program wrote them."""

import re

from bidewell.analysis.description.groups import NOT_RECORDED, OTHER
from bidewell.report.language import Language

# A band of a numeric column, as its description names it.
_BAND = re.compile(r"(-?\d+(?:\.\d+)?) to (-?\d+(?:\.\d+)?)")


def horizon_words(days: int | None, session: int | None, language: Language) -> str:
    """A day since the start, or the number of an attended session."""
    if session is not None:
        return language.say("session {session}", session=language.number(session))
    return language.say("{days} days", days=language.number(days))


def value_words(value: str | None, language: Language) -> str | None:
    """What a group is called: not recorded, the rare values together, a band of numbers, or the value itself."""
    named = {NOT_RECORDED: language.say("not recorded"), OTHER: language.say("other")}
    band = _BAND.fullmatch(value) if value else None
    if value is None or band is None:
        return named.get(value or "", value)
    return language.interval(*(_number(end, language) for end in band.groups()))


def _number(text: str, language: Language) -> str:
    """The number with as many decimals as it was given."""
    return language.number(float(text), len(text.partition(".")[2]))
