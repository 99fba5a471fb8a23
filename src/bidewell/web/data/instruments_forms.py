"""The forms of the instruments pages, but the one that defines an instrument."""

import json
import tomllib
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bidewell.instruments.instrument import Instrument

LONGEST_DEFINITION = 60_000
LARGEST = 1_000_000
ATTESTED = gettext_lazy("The program holds this form, and the right to use it as it is used here.")


def lines(rows: int) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class Numbered(forms.CharField):
    """Items with a number each, as in `9: 1`: one a line, or with commas between them."""

    def to_python(self, value: Any) -> Any:
        pairs = [
            part.partition(":")
            for part in (super().to_python(value) or "").replace("\n", ",").split(",")
            if part.strip()
        ]
        try:
            found = {item.strip(): float(number) for item, _colon, number in pairs}
        except ValueError:
            raise ValidationError(_("Write an item and an answer, as in 9: 1")) from None
        if not all(item and abs(number) <= LARGEST for item, number in found.items()):
            raise ValidationError(_("Write an item and an answer, as in 9: 1"))
        return found


class SafetyForm(forms.Form):
    """Thresholds by item."""

    safety_from = Numbered(
        label=gettext_lazy("Items and answers"), required=False, max_length=2000, widget=lines(3),
        help_text=gettext_lazy("An item and the answer from which it counts, as in 9: 1. One a line."), empty_value="",
    )  # fmt: skip


class SafetyNoteForm(forms.Form):
    """The note by language."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for code, language in settings.LANGUAGES:
            self.fields[code] = forms.CharField(label=language, required=False, max_length=2000, widget=lines(4))


class TextForm(forms.Form):
    """As many fields as the instrument has items and answers."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    reference = forms.CharField(
        label=gettext_lazy("Licence, letter or contract"), max_length=300, required=False,
        help_text=gettext_lazy("Where it can be found, and its number."),
    )  # fmt: skip
    attested = forms.BooleanField(
        label=gettext_lazy("The program may use this text on a screen and on paper."), required=False
    )

    def __init__(self, instrument: Instrument, data: Any = None) -> None:
        super().__init__(data)
        self._codes = [item.code for item in instrument.items]
        self._values = _answers_to_label(instrument)
        for place, code in enumerate(self._codes):
            self.fields[f"item_{place}"] = forms.CharField(
                label=_("Question {code}").format(code=code), max_length=1000
            )
        for place, value in enumerate(self._values):
            label = _("Answer {value}").format(value=f"{value:g}")
            self.fields[f"choice_{place}"] = forms.CharField(label=label, max_length=200)

    @property
    def items(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"item_{place}"] for place, code in enumerate(self._codes)}

    @property
    def choices(self) -> dict[float, str]:
        return {value: self.cleaned_data[f"choice_{place}"] for place, value in enumerate(self._values)}

    def field_of(self, field: str) -> str | None:
        """The field of this form that a field of the definition is."""
        code = field.removeprefix("texts.")
        if field.startswith("texts.") and code in self._codes:
            return f"item_{self._codes.index(code)}"
        return field if field in self.fields else None


def _answers_to_label(instrument: Instrument) -> list[float]:
    """Answers that have labels, or every whole answer of a short scale; a scale of days goes without."""
    if instrument.choices:
        return [choice.value for choice in instrument.choices]
    if not instrument.whole_numbers or instrument.maximum - instrument.minimum > 10:
        return []
    return [float(value) for value in range(int(instrument.minimum), int(instrument.maximum) + 1)]


class WholeDefinitionForm(forms.Form):
    """A definition in TOML or JSON."""

    definition = forms.CharField(
        label=gettext_lazy("Definition"), max_length=LONGEST_DEFINITION,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
        help_text=gettext_lazy("In TOML or JSON, with the fields that docs/instruments.md explains."),
    )  # fmt: skip
    attested = forms.BooleanField(label=ATTESTED)

    def clean_definition(self) -> dict[str, Any]:
        text = self.cleaned_data["definition"]
        try:
            read = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        except (ValueError, RecursionError):
            raise ValidationError(_("This is neither TOML nor JSON. Look for a missing quote or bracket.")) from None
        if not isinstance(read, dict):
            raise ValidationError(_("A table with fields is expected."))
        return read
