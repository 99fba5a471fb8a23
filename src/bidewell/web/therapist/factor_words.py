"""A factor and its value in the words of the page: yes or no, a kind of order, a number with its unit."""

from collections.abc import Mapping

from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from bidewell.factors.columns import recorded_words
from bidewell.factors.entry import YES_OR_NO, choices_for, kind_to_enter
from bidewell.factors.kinds import NO, YES
from bidewell.factors.table import named_factor
from bidewell.web.shared.spoken import in_language

Kinds = Mapping[str, str]
UNITS = {"minutes": _("minutes"), "miles": _("miles"), "days": _("days")}


def factor_words(name: str, kinds: Kinds) -> str:
    """A factor's name in words."""
    return in_language(named_factor(name, kind_to_enter(name, kinds)).words)


def value_words(name: str, value: str, kinds: Kinds) -> str:
    """A value in words; what came with imported records and is not known here, as it was written."""
    known, written = choices_for(name, kinds), value.strip().lower()
    if known is None:
        return _number(name, value, kinds)
    if written in known:
        return in_language(known[written])
    if kind_to_enter(name, kinds) in ("binary", "pressure") and written in YES | NO:
        return in_language(YES_OR_NO["1" if written in YES else "0"])
    return value


def _number(name: str, value: str, kinds: Kinds) -> str:
    kind = kind_to_enter(name, kinds)
    if kind != "numeric":
        return in_language(recorded_words(name, value))
    told, unit = value.replace(".", get_format("DECIMAL_SEPARATOR")), named_factor(name, kind).unit
    return f"{told} {UNITS[unit]}" if unit in UNITS else told
