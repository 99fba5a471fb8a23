"""Two people saved the same thing: the second keeps what they typed, and sees what the first has saved."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bidewell.actions.refusals import Refused

Form = TypeVar("Form", bound=forms.Form)
NOTHING = "–"


def with_version(request: HttpRequest, version: int) -> Mapping[str, Any]:
    """What was sent, with the version that holds now: saved again, it is a change of what is shown beside it."""
    sent = request.POST.copy()
    sent["version"] = str(version)
    return sent


def refused(form: Form, why: Refused) -> Form:
    """The form with the reason above it."""
    form.is_valid()
    form.add_error(None, str(why))
    return form


def saved_by_other(form: forms.Form, now: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and saved value of every field in which what was typed differs from what is there now."""
    differing = [
        one for one in form if not one.is_hidden and one.name in now and one.field.has_changed(now[one.name], one.data)
    ]
    return [(str(one.label), _shown(one.field, now[one.name])) for one in differing]


def _shown(field: forms.Field, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(field, forms.ModelChoiceField):
        found = next((one for one in field.queryset or () if one.pk == value), None)
        return field.label_from_instance(found) if found else NOTHING
    if isinstance(field, forms.ChoiceField):
        return next((str(words) for code, words in field.widget.choices if code == value), str(value))
    return str(value)
