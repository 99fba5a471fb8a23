"""Groups: the list, a new one, and a group's next session for the members of the last."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy, ngettext

from bidewell.actions.groups import book_group, create_group
from bidewell.actions.refusals import Refused
from bidewell.actions.sessions import Booking
from bidewell.domain.sessions import Modality
from bidewell.records.access import Permission, sessions_for
from bidewell.records.models import Episode, Group, Session
from bidewell.web.desk.appointments import BookForm
from bidewell.web.desk.choices import therapists_of
from bidewell.web.desk.day_list import with_names
from bidewell.web.desk.words import name_of
from bidewell.web.pages import Visit, page, visit
from bidewell.web.shared.day_fields import on_the_clock

A_WEEK = timedelta(days=7)


class NewGroupForm(forms.Form):
    """A group is known by its name."""

    name = forms.CharField(max_length=200, label=gettext_lazy("Name of the group"))


class GroupBookForm(BookForm):
    """The next session, and who has a place in it."""

    members = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Who has a place"))

    def __init__(self, *given: Any, members: Iterable[Episode], **options: Any) -> None:
        super().__init__(*given, **options)
        del self.fields["group"]
        chosen = self.fields["members"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [(str(one.ref), name_of(one.client)) for one in members]


@page(Permission.MARK_ATTENDANCE, methods=("GET", "POST"))
def groups(request: HttpRequest) -> HttpResponse:
    """For people in several programs a new group belongs to the first."""
    seen = visit(request)
    programs = seen.programs(Permission.MARK_ATTENDANCE)
    form = NewGroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_group(programs[0], form.cleaned_data["name"], by=seen.person, at=seen.at)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            return redirect("group_sessions", group=made.ref)
    found = Group.objects.filter(program__in=programs).select_related("program").order_by("name")
    return render(request, "desk/groups.html", {"groups": found, "form": form})


@page(Permission.MARK_ATTENDANCE, methods=("GET", "POST"))
def group_sessions(request: HttpRequest, group: UUID) -> HttpResponse:
    seen = visit(request)
    programs = seen.programs(Permission.MARK_ATTENDANCE)
    found = get_object_or_404(Group.objects.filter(program__in=programs).select_related("program"), ref=group)
    last = _last_session(seen, found)
    members = [one.episode for one in last]
    form = _form(request, seen, found, last)
    if request.method == "POST" and form.is_valid():
        try:
            booked = _book(seen, found, form, members)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, ngettext("%(n)d place booked.", "%(n)d places booked.", booked) % {"n": booked})
            return redirect("group_sessions", group=group)
    shown = {"group": found, "form": form, "last": _summary(last), "has_members": bool(members)}
    return render(request, "desk/group_sessions.html", shown)


def _last_session(seen: Visit, group: Group) -> list[Session]:
    """The places in the group's latest session, booked or held, of clients this person may see."""
    reachable = sessions_for(seen.person, Permission.MARK_ATTENDANCE, seen.day).filter(group=group)
    places = Session.objects.filter(pk__in=reachable.values("pk"))
    latest: datetime | None = places.aggregate(on=Max("scheduled_at"))["on"]
    return list(_places(reachable, latest)) if latest else []


def _places(reachable: QuerySet[Session], at: datetime) -> QuerySet[Session]:
    return with_names(reachable.filter(scheduled_at=at))


def _form(request: HttpRequest, seen: Visit, group: Group, last: list[Session]) -> GroupBookForm:
    """A week after the last session, with the same therapist and everybody who had a place."""
    initial: dict[str, object] = {"day": seen.day, "members": [str(one.episode.ref) for one in last]}
    if last:
        local = on_the_clock(last[0].scheduled_at, group.program.time_zone)
        staff = list(last[0].held_by.all())
        initial |= {"day": local.date() + A_WEEK, "time": local.time(), "modality": last[0].modality}
        initial |= {"therapist": staff[0].therapist_id} if staff else {}
    sent = request.POST if request.method == "POST" else None
    therapists = therapists_of(group.program, seen.day)
    return GroupBookForm(sent, initial=initial, therapists=therapists, members=[one.episode for one in last])


def _book(seen: Visit, group: Group, form: GroupBookForm, members: list[Episode]) -> int:
    given = form.cleaned_data
    chosen = [one for one in members if str(one.ref) in given["members"]]
    at = form.moment(group.program.time_zone)
    booking = Booking(at, (given["therapist"],), Modality(given["modality"]), group)
    return len(book_group(chosen, booking, by=seen.person, at=seen.at))


def _summary(last: list[Session]) -> dict[str, object] | None:
    if not last:
        return None
    return {
        "session": last[0],
        "at": on_the_clock(last[0].scheduled_at, last[0].program.time_zone),
        "places": len(last),
    }
