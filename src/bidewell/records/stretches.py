"""The episodes of late, and where each stands on the day: the rules of `domain.leaving_state`, from one query."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce

from bidewell.domain.endings import Ending
from bidewell.domain.leaving_state import LeavingState, Recorded, leaving_state, window_days
from bidewell.records.aggregates import Part
from bidewell.records.models import Episode
from bidewell.records.one_person import person_at

# Of a longer planned interval the window may still be running though it began before the months counted.
LONG_INTERVAL_DAYS = 60


class Stretch(NamedTuple):
    """One episode, and where it stands on the day."""

    client: int
    start: date | None
    last_contact: date | None
    missed_since_contact: int
    window: int
    ending: Recorded | None
    state: LeavingState
    left_on: date | None

    @property
    def ended_on(self) -> date | None:
        """The day of the recorded ending."""
        return self.ending.on if self.ending else None

    @property
    def silence(self) -> int | None:
        """Days from the last contact to the recorded ending."""
        if self.ended_on is None or self.last_contact is None:
            return None
        return (self.ended_on - self.last_contact).days


def stretches_of_late(part: Part) -> Iterable[Stretch]:
    """Episodes that began, ended or were seen in these months, or whose silence may still be running."""
    since = part.months[0]
    in_force = FilteredRelation("endings", condition=Q(endings__withdrawn_at=None))
    rows = (
        Episode.objects.filter(part.at_sites(""), program=part.program)
        .annotate(in_force=in_force, person=person_at("client"))
        .filter(
            Q(snapshot__last_contact_on__gte=since)
            | Q(start__gte=since)
            | Q(in_force__on__gte=since)
            | Q(promised_return_on__gte=part.day)
            | Q(snapshot__planned_interval_days__gt=LONG_INTERVAL_DAYS, in_force__isnull=True)
        )
        .values_list(
            "person", "start", "snapshot__last_contact_on", "snapshot__missed_since_contact",
            Coalesce("snapshot__planned_interval_days", F("program__default_planned_interval_days") * 1.0),
            "promised_return_on", "in_force__id", "in_force__kind", "in_force__on",
        )
    )  # fmt: skip
    for client, start, last, missed, interval, promised, ended, kind, on in rows.iterator():
        ending = Recorded(Ending(kind) if kind else None, on) if ended else None
        standing = leaving_state(
            last, part.day, interval, promised=promised, ending=ending, missed_since_contact=missed or 0
        )
        yield Stretch(
            client, start, last, missed or 0, window_days(interval), ending, standing.state, standing.left_on
        )  # fmt: skip
