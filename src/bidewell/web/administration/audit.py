"""The audit trail: who read or changed what, on one day. It names references, never a client's values."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bidewell.records.access import Permission, audit_events_for, people_for
from bidewell.records.models import AuditEvent, Person
from bidewell.web.administration.audit_words import WHAT_WORDS, about_words, words_of
from bidewell.web.data.words import TABLES
from bidewell.web.pages import Visit, page, visit
from bidewell.web.shared.day_fields import DayField
from bidewell.web.shared.rows_to_choose import offer

LINES_A_PAGE = 100
# What the detail of a line is shown for: of clients' records it stays in the database.
SHOWN_IN_DETAIL = frozenset({"person", "program", "site", "membership", "job", "importbatch", "instrumentversion"})


class AuditSearch(forms.Form):
    """What to look for."""

    day = DayField(label=_("Day"))
    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who"), required=False, empty_label=_("Everybody"), to_field_name="ref"
    )
    what = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Everything")), *WHAT_WORDS.items()])
    about = forms.UUIDField(label=_("About"), required=False, help_text=_("The reference in a page's address."))
    before = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**62)

    def __init__(self, *arguments: Any, seen: Visit, **named: Any) -> None:
        super().__init__(*arguments, **named)
        people = people_for(seen.person, Permission.SEE_AUDIT, seen.day).order_by("name")
        offer(self, "person", people)


@page(Permission.SEE_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    seen = visit(request)
    asked = {"day": seen.day.isoformat()} | {name: value for name, value in request.GET.items() if value}
    form = AuditSearch(asked, seen=seen)
    events = _found(form.cleaned_data, seen) if form.is_valid() else AuditEvent.objects.none()
    lines = list(events[: LINES_A_PAGE + 1])
    shown = {
        "form": form, "lines": [_line(one) for one in lines[:LINES_A_PAGE]],
        "earlier": lines[LINES_A_PAGE - 1].pk if len(lines) > LINES_A_PAGE else None, "asked": asked,
        "zone": seen.programs(Permission.SEE_AUDIT)[0].time_zone,
    }  # fmt: skip
    return render(request, "administration/audit.html", shown)


def _found(said: dict[str, Any], seen: Visit) -> QuerySet[AuditEvent]:
    begin, end = _bounds(said["day"], seen)
    events = audit_events_for(seen.person, Permission.SEE_AUDIT, seen.day).filter(at__gte=begin, at__lt=end)
    if said["person"]:
        events = events.filter(person=said["person"])
    if said["what"]:
        events = events.filter(what=said["what"])
    if said["about"]:
        events = events.filter(ref=str(said["about"]))
    if said["before"] is not None:
        events = events.filter(id__lt=said["before"])
    return events.select_related("person", "program").order_by("-id")


def _bounds(day: date, seen: Visit) -> tuple[datetime, datetime]:
    zone = ZoneInfo(seen.programs(Permission.SEE_AUDIT)[0].time_zone)
    last = min(day, date.max - timedelta(days=2))
    return datetime.combine(last, time.min, zone), datetime.combine(last + timedelta(days=1), time.min, zone)


def _line(event: AuditEvent) -> dict[str, Any]:
    detail = event.detail if event.about in SHOWN_IN_DETAIL and isinstance(event.detail, dict) else {}
    return {
        "event": event,
        "about": about_words(event.about),
        "what": words_of(event.what),
        "detail": [_rows(value) if name == "rows" else f"{name}: {_short(value)}" for name, value in detail.items()],
    }


def _rows(by_table: dict[str, list[int]]) -> str:
    """What an import wrote: new and changed rows of each table that it touched."""
    words = gettext("%(table)s: %(new)d new, %(changed)d changed")
    touched = {TABLES.get(name, name): counts for name, counts in by_table.items() if any(counts)}
    return " · ".join(words % {"table": name, "new": new, "changed": old} for name, (new, old) in touched.items())


def _short(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)[:80]
