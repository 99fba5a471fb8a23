"""Items whose answer calls for a safety note, whatever the total. Which note, and to whom, is the program's to say."""

from collections.abc import Mapping
from dataclasses import replace

from bidewell.instruments.answers import Answers, given_answers
from bidewell.instruments.definition_error import DefinitionError
from bidewell.instruments.instrument import Instrument


def safety_items(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """The codes of the items whose answer, as given, reaches its threshold, in the order of the form.

    Only safety items are read: a slip of the pen elsewhere on the form must not hold back a note.
    """
    marked = {item.code: item.safety_from for item in instrument.items if item.safety_from is not None}
    given = given_answers(instrument, {code: answers.get(code) for code in marked})
    return tuple(code for code, answer in given.items() if answer >= marked[code])


def with_safety_items(instrument: Instrument, safety_from: Mapping[str, float]) -> Instrument:
    """The instrument with a program's own thresholds, by item. Marks it already has stay unless given anew."""
    unknown = safety_from.keys() - {item.code for item in instrument.items}
    if unknown:
        raise DefinitionError("safety_from", "has an item that the instrument does not have")
    marked = (replace(item, safety_from=safety_from.get(item.code, item.safety_from)) for item in instrument.items)
    return replace(instrument, items=tuple(marked))
