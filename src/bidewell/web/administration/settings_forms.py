"""The settings of a program, a form a section. What a form does not name cannot be changed through it."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bidewell.records.models import Program
from bidewell.web.shared.day_fields import DayField

LONGEST_WORDS = 2000
A_CENTURY = 36_525
# Words that are kept by language, with what they are.
WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "promise": (
        _("The promise"),
        _("Who sees the answers, and what they are never given to. Let your counsel read it."),
    ),
    "crisis_line": (_("Crisis line"), _("Shown beside the free text, and at the end.")),
    "you_said_we_did": (_("You said, we did"), _("What changed because of earlier answers. Shown at the end.")),
}


class Section(forms.Form):
    """A part of the settings; the version tells whether somebody else has saved meanwhile."""

    title: str | Promise = ""
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)

    @classmethod
    def of(cls, program: Program, data: Any = None) -> "Section":
        return cls(data, initial=cls.read(program), auto_id=f"id_{cls.__name__}_%s")

    @classmethod
    def read(cls, program: Program) -> dict[str, Any]:
        return {name: getattr(program, name) for name in cls.base_fields}

    @property
    def values(self) -> dict[str, Any]:
        """What to write, by column."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class NameSection(Section):
    """Names and times."""

    title = _("Name and time")
    name = forms.CharField(label=_("Name of the program"), max_length=200)
    staff_word = forms.ChoiceField(
        label=_("What staff are called"), choices=[("therapist", _("Therapist")), ("counselor", _("Counselor"))]
    )
    default_language = forms.ChoiceField(label=_("Language where a client has none"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
        help_text=_("Days begin and end by it."),
    )  # fmt: skip
    default_planned_interval_days = forms.IntegerField(
        label=_("Days between two sessions"),
        min_value=1,
        max_value=366,
        help_text=_("Where a client has no other plan."),
    )


class WordsSection(Section):
    """What clients read, in each language. Empty: the words that come with Bidewell."""

    title = _("What clients read")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for column, (label, help_text) in WORDS.items():
            for code, language in settings.LANGUAGES:
                self.fields[f"{column}_{code}"] = words_field(label, language, help_text)

    @classmethod
    def read(cls, program: Program) -> dict[str, Any]:
        return {"version": program.version} | {
            f"{column}_{code}": getattr(program, column).get(code, "")
            for column in WORDS
            for code, _language in settings.LANGUAGES
        }

    @property
    def values(self) -> dict[str, Any]:
        return {column: by_language(self.cleaned_data, column) for column in WORDS}


class MessagesSection(Section):
    """Reminders and links."""

    title = _("Messages and links")
    quiet_from = forms.TimeField(
        label=_("No message from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_to = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    link_valid_hours = forms.IntegerField(label=_("Hours that a check-in's link works"), min_value=1, max_value=720)


class KeepingSection(Section):
    """How long things are kept."""

    title = _("How long things are kept")
    keep_answers_days = forms.IntegerField(label=_("Answers of check-ins, in days"), min_value=30, max_value=A_CENTURY)
    keep_free_text_days = forms.IntegerField(label=_("Free text, in days"), min_value=1, max_value=A_CENTURY)
    keep_forecasts_days = forms.IntegerField(label=_("Forecasts, in days"), min_value=1, max_value=A_CENTURY)


class StaffSection(Section):
    """What protects staff."""

    title = _("Numbers about staff")
    private_window_days = forms.IntegerField(
        label=_("Days that a new therapist's numbers stay private"), min_value=0, max_value=366,
        help_text=_("Until then nobody but the therapist sees them. A change holds for people invited later."),
    )  # fmt: skip
    use_policy_signed_on = DayField(
        label=_("Use policy signed on"), required=False,
        help_text=_("The written rule on what these numbers may be used for. Without it, staff are not compared."),
    )  # fmt: skip


class FolderSection(Section):
    """The nightly export."""

    title = _("Nightly export")
    watched_folder = forms.RegexField(
        r"^[A-Za-z0-9_-]*$", label=_("Watched folder"), required=False, max_length=200,
        help_text=_("The name of a folder in the installation's inbox. Empty: none is watched."),
    )  # fmt: skip


class RequestsSection(Section):
    """What is said to outsiders."""

    title = _("Words of a refusal")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for code, language in settings.LANGUAGES:
            self.fields[f"requests_text_{code}"] = words_field(
                _("Refusal"), language, _("Empty: the words that come with Bidewell.")
            )

    @classmethod
    def read(cls, program: Program) -> dict[str, Any]:
        kept = program.requests_text
        return {"version": program.version} | {
            f"requests_text_{code}": kept.get(code, "") for code, _ in settings.LANGUAGES
        }

    @property
    def values(self) -> dict[str, Any]:
        return {"requests_text": by_language(self.cleaned_data, "requests_text")}


SECTIONS: dict[str, type[Section]] = {
    "name": NameSection, "words": WordsSection, "messages": MessagesSection, "keeping": KeepingSection,
    "staff": StaffSection, "requests": RequestsSection, "folder": FolderSection,
}  # fmt: skip


def words_field(label: Any, language: Any, help_text: Any) -> forms.CharField:
    """Words in one language."""
    return forms.CharField(
        label=f"{label} ({language})", required=False, max_length=LONGEST_WORDS, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


def by_language(said: dict[str, Any], column: str) -> dict[str, str]:
    """The languages that have words."""
    found = {code: said[f"{column}_{code}"].strip() for code, _language in settings.LANGUAGES}
    return {code: words for code, words in found.items() if words}
