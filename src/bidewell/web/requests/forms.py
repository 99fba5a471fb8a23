"""The form of the log of requests."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bidewell.records.models import Program
from bidewell.web.requests.words import ANSWER_WORDS, ASKER_WORDS
from bidewell.web.shared.day_fields import DayField
from bidewell.web.shared.rows_to_choose import offer


class RequestForm(forms.Form):
    """One request. With one program the choice of it is not shown."""

    program = forms.ModelChoiceField(Program.objects.none(), label=_("Program"), to_field_name="ref", empty_label=None)
    asked_on = DayField(label=_("Day of the request"))
    asked_by = forms.ChoiceField(label=_("Who asked"), choices=list(ASKER_WORDS.items()))
    client_key = forms.CharField(
        label=_("Client's number in the records"), required=False, max_length=200,
        help_text=_("Empty where nobody of yours is meant."),
    )  # fmt: skip
    answer = forms.ChoiceField(label=_("What was said"), choices=list(ANSWER_WORDS.items()))
    has_written_consent = forms.BooleanField(
        label=_("The client has agreed in writing, and the paper names who is told what"), required=False
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who dealt with it, and where the letter is. Nothing of what the client said."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, programs: QuerySet[Program], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "program", programs)
        field = self.fields["program"]
        if len(programs) == 1:
            field.initial = programs[0].ref
            field.widget = forms.HiddenInput()
