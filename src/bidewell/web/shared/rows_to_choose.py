"""A field of a form in which one row of the database is chosen, and which rows those are."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bidewell.records.models import Membership


class NamedChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # it takes none when it runs
    """A choice among rows; a membership goes by the person's name."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **{"empty_label": _("Choose"), **options})

    def label_from_instance(self, obj: Any) -> str:
        return obj.person.name if isinstance(obj, Membership) else str(obj)


def offer(form: forms.Form, name: str, choices: QuerySet[Any], none: str | None = None) -> None:
    """Let one of these be chosen in a field; `none` is what stands for choosing nothing."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = choices
    if none is not None:
        field.empty_label = none
