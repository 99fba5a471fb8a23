"""The form that defines a program's own instrument, and how what is typed becomes a definition."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bidewell.web.data.instruments_forms import ATTESTED, LARGEST, Numbered, lines
from bidewell.web.data.instruments_words import BETTER, METHODS, RATERS, ROLES
from bidewell.web.shared.day_fields import DayField

LONGEST_TEXT = 20_000


class DefinitionForm(forms.Form):
    """Questions with one row of answers and one score: what most questionnaires are."""

    code = forms.CharField(
        label=gettext_lazy("Short name"), max_length=100, help_text=gettext_lazy("As in the records, like phq.")
    )
    version = forms.CharField(label=gettext_lazy("Version"), max_length=100)
    rater = forms.ChoiceField(label=gettext_lazy("Who answers"), choices=list(RATERS.items()))
    role = forms.ChoiceField(label=gettext_lazy("What it measures"), choices=list(ROLES.items()))
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200, required=False)
    name_es = forms.CharField(label=gettext_lazy("Name in Spanish"), max_length=200, required=False)
    questions_en = forms.CharField(
        label=gettext_lazy("Questions in English, one a line"), required=False, max_length=LONGEST_TEXT,
        widget=lines(8), help_text=gettext_lazy("In the order of the form. They are numbered from 1."),
    )  # fmt: skip
    questions_es = forms.CharField(
        label=gettext_lazy("Questions in Spanish, one a line"), required=False, max_length=LONGEST_TEXT, widget=lines(8)
    )
    minimum = forms.IntegerField(label=gettext_lazy("Smallest answer"), min_value=-LARGEST, max_value=LARGEST)
    maximum = forms.IntegerField(label=gettext_lazy("Largest answer"), min_value=-LARGEST, max_value=LARGEST)
    answers_en = forms.CharField(
        label=gettext_lazy("Answers in English, one a line"), required=False, max_length=2000, widget=lines(5),
        help_text=gettext_lazy("From the smallest to the largest. Leave it empty where a number is written."),
    )  # fmt: skip
    answers_es = forms.CharField(
        label=gettext_lazy("Answers in Spanish, one a line"), required=False, max_length=2000, widget=lines(5)
    )
    reversed_items = forms.CharField(
        label=gettext_lazy("Questions that count in reverse"), required=False, max_length=500,
        help_text=gettext_lazy("Their numbers, as in 2, 5"),
    )  # fmt: skip
    safety_from = Numbered(
        label=gettext_lazy("Questions that call for a safety note"), required=False, max_length=500, empty_value="",
        help_text=gettext_lazy("A question and the answer from which it counts, as in 9: 1"),
    )  # fmt: skip
    method = forms.ChoiceField(label=gettext_lazy("Score"), choices=list(METHODS.items()))
    score_minimum = forms.FloatField(
        label=gettext_lazy("Smallest score"), min_value=-LARGEST, max_value=LARGEST,
        help_text=gettext_lazy("As the manual says. It must agree with questions and answers: a second pair of eyes."),
    )  # fmt: skip
    score_maximum = forms.FloatField(label=gettext_lazy("Largest score"), min_value=-LARGEST, max_value=LARGEST)
    better = forms.ChoiceField(label=gettext_lazy("Which way is better for the client"), choices=list(BETTER.items()))
    most_missing = forms.IntegerField(
        label=gettext_lazy("Blanks that the manual allows"), min_value=0, max_value=200, initial=0
    )
    source = forms.CharField(
        label=gettext_lazy("Where you read these facts"), max_length=500,
        help_text=gettext_lazy("The form's manual, with its page."),
    )  # fmt: skip
    reference = forms.CharField(label=gettext_lazy("Licence, letter or contract"), max_length=300)
    verified_on = DayField(label=gettext_lazy("Day on which somebody read it"))
    attested = forms.BooleanField(label=ATTESTED)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        asked = {len(lines) for lines in (_split(given.get(f"questions_{code}")) for code in ("en", "es")) if lines}
        if not asked:
            self.add_error("questions_en", _("Write the questions in at least one language."))
        elif len(asked) > 1:
            self.add_error("questions_es", _("There are not as many as in English."))
        numbers = {str(number) for number in range(1, max(asked, default=0) + 1)}
        for field, named in (("reversed_items", _parts(given)), ("safety_from", set(given.get("safety_from") or {}))):
            if named - numbers:
                self.add_error(field, _("There is a number in it that no question has."))
        return given

    @property
    def definition(self) -> dict[str, Any]:
        """Plain data, as `instruments.attested` reads it. The one scale is called total."""
        given = self.cleaned_data
        languages = [code for code in ("en", "es") if _split(given[f"questions_{code}"])]
        definition: dict[str, Any] = {
            "code": given["code"], "version": given["version"], "rater": given["rater"], "role": given["role"],
            "names": {code: given[f"name_{code}"] or given["code"] for code in languages},
            "source": given["source"], "minimum": given["minimum"], "maximum": given["maximum"],
            "licence": {"reference": given["reference"], "verified_on": given["verified_on"].isoformat()},
            "items": self._items(languages), "scales": [self._scale(languages)], "main_scale": "total",
        }  # fmt: skip
        choices = self._choices(languages)
        return {**definition, "choices": choices} if choices else definition

    def _items(self, languages: list[str]) -> list[dict[str, Any]]:
        given = self.cleaned_data
        questions = {code: _split(given[f"questions_{code}"]) for code in languages}
        turned, watched = _parts(given), given["safety_from"] or {}
        codes = [str(number) for number in range(1, len(questions[languages[0]]) + 1)]
        return [
            {
                "code": code, "wording": {name: questions[name][place] for name in languages},
                "reverse": code in turned, "safety_from": watched.get(code),
            }
            for place, code in enumerate(codes)
        ]  # fmt: skip

    def _choices(self, languages: list[str]) -> list[dict[str, Any]]:
        given = self.cleaned_data
        labels = {code: _split(given[f"answers_{code}"]) for code in languages if _split(given[f"answers_{code}"])}
        count = max(map(len, labels.values()), default=0)
        return [
            {
                "value": given["minimum"] + place,
                "labels": {code: lines[place] for code, lines in labels.items() if place < len(lines)},
            }
            for place in range(count)
        ]

    def _scale(self, languages: list[str]) -> dict[str, Any]:
        given = self.cleaned_data
        count = len(_split(given[f"questions_{languages[0]}"]))
        return {
            "code": "total", "names": dict.fromkeys(languages, "Total"),
            "items": [str(number) for number in range(1, count + 1)], "method": given["method"],
            "minimum": given["score_minimum"], "maximum": given["score_maximum"], "better": given["better"],
            "most_missing": given["most_missing"],
        }  # fmt: skip

    def field_of(self, field: str) -> str | None:
        """The field of this form that a field of the definition comes from."""
        for start, own in _FIELDS.items():
            if field.startswith(start):
                return own
        first = field.partition(".")[0]
        return first if first in self.fields else None


# In this order: the longer beginnings first.
_FIELDS = {
    "scales.total.minimum": "score_minimum", "scales.total.maximum": "score_maximum",
    "scales.total.most_missing": "most_missing", "scales": "score_minimum", "licence.reference": "reference",
    "licence.verified_on": "verified_on", "names": "name_en", "choices": "answers_en", "items": "safety_from",
}  # fmt: skip


def _split(text: str | None) -> list[str]:
    """Lines that hold something."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _parts(given: Mapping[str, Any]) -> set[str]:
    return {part.strip() for part in (given.get("reversed_items") or "").split(",") if part.strip()}
