"""The answers of one form, checked first. Errors say what is expected, never what was given."""

import math
from collections.abc import Iterator, Mapping

from bidewell.instruments.instrument import Instrument
from bidewell.instruments.item import Item

Answers = Mapping[str, float | None]  # by item code; None and a missing key are both an item left blank


class AnswersError(ValueError):
    """Answers that this form cannot have. `problems` has a line for each item, so that paper is keyed again once."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def given_answers(instrument: Instrument, answers: Answers) -> dict[str, float]:
    """The items that were answered, in the order of the form."""
    problems = tuple(_problems(instrument, answers))
    if problems:
        raise AnswersError(problems)
    given = ((item.code, answers.get(item.code)) for item in instrument.items)
    return {code: value for code, value in given if value is not None}


def turned(instrument: Instrument, item: Item, answer: float) -> float:
    """A reverse-keyed item's answer, counted from the other end; any other as it is."""
    return instrument.minimum + instrument.maximum - answer if item.reverse else answer


def expected_answer(instrument: Instrument) -> str:
    """In words, what an item of this form can be answered with."""
    kind = "a whole number" if instrument.whole_numbers else "a number"
    return f"{kind} from {instrument.minimum:g} to {instrument.maximum:g}"


def _problems(instrument: Instrument, answers: Answers) -> Iterator[str]:
    for item in instrument.items:
        answer = answers.get(item.code)
        if answer is not None and not _is_possible(instrument, answer):
            yield f"item {item.code}: {expected_answer(instrument)} is expected"
    unknown = len(answers.keys() - {item.code for item in instrument.items})
    if unknown:  # not named: what stands where a code should be may be anything a client wrote
        yield f"answers to items that {instrument.code} {instrument.version} does not have: {unknown}"


def _is_possible(instrument: Instrument, answer: object) -> bool:
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not math.isfinite(answer):
        return False
    if instrument.choices:
        return answer in {choice.value for choice in instrument.choices}
    is_whole = not instrument.whole_numbers or answer == int(answer)
    return is_whole and instrument.minimum <= answer <= instrument.maximum
