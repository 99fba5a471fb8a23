"""The words around a check-in as clients read them now: the program's own, or the shipped ones where it has none."""

from typing import Any

from django.conf import settings
from django.utils.translation import override

from bidewell.records.models import Program
from bidewell.web.administration.settings_forms import WORDS
from bidewell.web.client.wording import crisis_line, own_words, promise

SHIPPED = {"promise": promise, "crisis_line": crisis_line}


def as_clients_read(program: Program) -> list[dict[str, Any]]:
    """By language: each kind of words that there is."""
    return [{"code": code, "language": name, "parts": _parts(program, code)} for code, name in settings.LANGUAGES]


def _parts(program: Program, code: str) -> list[tuple[Any, str]]:
    with override(code):
        found = [(label, _words(program, column, code)) for column, (label, _help) in WORDS.items()]
    return [(label, words) for label, words in found if words]


def _words(program: Program, column: str, code: str) -> str:
    shipped = SHIPPED.get(column)
    return shipped(program, code) if shipped else own_words(getattr(program, column), code)
