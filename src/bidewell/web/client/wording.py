"""The words around the questions: who sees the answers, what is promised, whom to call. A program may word its own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from bidewell.domain.sharing import Sharing
from bidewell.instruments.instrument import Instrument
from bidewell.records.models import CheckIn, Program

COUNSELOR = "counselor"


def own_words(by_language: Mapping[str, Any], language: str) -> str:
    """What the program wrote in this language; empty where it wrote nothing."""
    words = by_language.get(language, "")
    return words.strip() if isinstance(words, str) else ""


def promise(program: Program, language: str) -> str:
    """The shipped words, unless the program's counsel has edited them."""
    return own_words(program.promise, language) or _(
        "Your answers help us to help you. We do not give them to courts, to probation, or to people who decide on "
        "your benefits. Only a judge can order us to, and only under strict federal rules."
    )


def crisis_line(program: Program, language: str) -> str:
    """Whom to call now. The shipped words name the line of the United States."""
    return own_words(program.crisis_line, language) or _("Do you need help right now? Call or text 988, day or night.")


def sharing_choices(program: Program) -> list[tuple[Sharing, str]]:
    """From most to least seen; the first is chosen beforehand."""
    seen = _("My counselor sees my answers") if program.staff_word == COUNSELOR else _("My therapist sees my answers")
    return [
        (Sharing.THERAPIST, seen),
        (Sharing.SUPERVISOR, _("Only the supervisor is shown them")),
        (Sharing.COUNTED, _("They are only counted; no page here shows them")),
    ]


def what_happens(check_in: CheckIn) -> dict[Sharing, str]:
    """What becomes of the answers, by the client's choice."""
    is_counselor = check_in.program.staff_word == COUNSELOR
    seen = (
        _("Your counselor will see your answers before you meet again.")
        if is_counselor
        else _("Your therapist will see your answers before you meet again.")
    )
    return {
        Sharing.THERAPIST: seen,
        Sharing.SUPERVISOR: _("Only the supervisor will be shown your answers."),
        Sharing.COUNTED: _("Your answers will be counted with those of many others. No page here will show them."),
    }


def prompt(instrument: Instrument, code: str, language: str) -> str:
    """A text of the form that is no question; empty where the form has none."""
    return next((one.wording.get(language, "") for one in instrument.prompts if one.code == code), "")


def welcome(instrument: Instrument, language: str) -> tuple[str, str]:
    """One warm line, and what follows it."""
    words = prompt(instrument, "introduction", language)
    first, mark, rest = words.partition("? ")
    if not mark:
        return _("How are things going for you here?"), words or _("You can skip a question, go back or stop.")
    return first + "?", rest


def free_text_words(instrument: Instrument, language: str) -> tuple[str, str]:
    """What the optional line asks, and what stands beside it."""
    return (
        prompt(instrument, "free_text", language) or _("What could be better?"),
        prompt(instrument, "free_text_notice", language)
        or _("No one reads this right away. If you need help now, please use the number on this page."),
    )
