"""What a director reads of a program's records: counts by month, in a few grouped queries, small cells gone.

Nothing that leaves this module speaks of one client. Queries are bounded by months and read indexes alone, so that they
cost the same in the tenth year as in the first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, IntegerField, Q, QuerySet, Value, When
from django.db.models import Count as Counted

from bidewell.domain.reaching import MessageStatus
from bidewell.domain.sessions import CheckInStatus, Rater, SessionStatus
from bidewell.records.models import CheckIn, Client, Ending, OutboxMessage, Program, Session
from bidewell.records.small_cells import Count, Row, Shown, alone, row
from bidewell.records.unmatched import waiting

MONTHS = 6
# A mark this long after its month was over is late.
LATE_AFTER_DAYS = 7
LATEST_ANSWERED = 1_000

# Cells of a month, and what is counted in each. Finer ones would mostly be hidden.
Cells = Mapping[str, Sequence[str]]
SESSION_CELLS: Cells = {
    "attended": (SessionStatus.ATTENDED,),
    "no_show": (SessionStatus.NO_SHOW,),
    "cancelled": (SessionStatus.CANCELLED_BY_CLIENT, SessionStatus.CANCELLED_BY_PROGRAM),
    "not_marked": (SessionStatus.SCHEDULED,),
}
CHECK_IN_CELLS: Cells = {
    "answered": (CheckInStatus.ANSWERED,),
    "declined": (CheckInStatus.DECLINED,),
    "not_answered": (CheckInStatus.OFFERED, CheckInStatus.SHOWN),
    "undelivered": (CheckInStatus.UNDELIVERED,),
}


@dataclass(frozen=True)
class Part:
    """Whose records are counted, as of a day: a program's, or those of some of its sites."""

    program: Program
    day: date
    sites: tuple[int, ...] = ()

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The first days of the months counted, oldest first; the last one is still running."""
        this = self.day.year * 12 + self.day.month - 1
        return tuple(date(*_year_and_month(this - back)) for back in reversed(range(MONTHS)))

    @cached_property
    def ends(self) -> tuple[date, ...]:
        """The first day after each of the months."""
        this = self.day.year * 12 + self.day.month
        return (*self.months[1:], date(*_year_and_month(this)))

    def moment(self, day: date) -> datetime:
        """When a day begins in the program."""
        return datetime.combine(day, time(), ZoneInfo(self.program.time_zone))

    def at_sites(self, prefix: str) -> Q:
        return Q(**{f"{prefix}site__in": self.sites}) if self.sites else Q()


def _year_and_month(months: int) -> tuple[int, int, int]:
    return months // 12, months % 12 + 1, 1


@dataclass(frozen=True)
class MonthOfRows:
    """One month's cells, in the order of their kinds."""

    month: date
    row: Row


def sessions_by_month(part: Part) -> tuple[MonthOfRows, ...]:
    """Sessions by what became of them."""
    return _by_month(part, _sessions(part), "scheduled_at", SESSION_CELLS)


def check_ins_by_month(part: Part) -> tuple[MonthOfRows, ...]:
    """Clients' check-ins by how far they got."""
    return _by_month(part, _check_ins(part).filter(_within("at", part)), "at", CHECK_IN_CELLS)


def marked_late(part: Part) -> Shown:
    """Sessions that were marked, or marked anew, more than a week after their month was over."""
    late = Q()
    for first, end in zip(part.months, part.ends, strict=True):
        late |= Q(
            scheduled_at__gte=part.moment(first),
            scheduled_at__lt=part.moment(end),
            marked_at__gte=part.moment(end + timedelta(days=LATE_AFTER_DAYS)),
        )
    return alone(_counted(_sessions(part).filter(late), "episode__client"))


def endings_corrected(part: Part) -> Shown:
    """Endings that were replaced by another one in these months."""
    corrected = Ending.objects.filter(
        part.at_sites("episode__"),
        episode__program=part.program,
        withdrawn_because="corrected",
        withdrawn_at__gte=part.moment(part.months[0]),
    )
    return alone(_counted(corrected, "episode__client"))


def messages_not_delivered(part: Part) -> Shown:
    """Messages to clients that failed in these months."""
    failed = OutboxMessage.objects.filter(
        status=MessageStatus.FAILED, client__program=part.program, created_at__gte=part.moment(part.months[0])
    )
    if part.sites:
        failed = failed.filter(client__in=Client.objects.filter(part.at_sites("episodes__")))
    return alone(_counted(failed, "client"))


def rows_unmatched(part: Part) -> Shown:
    """Rows of imports that point to nothing known. Whose they are is not known, so each is taken for one person's."""
    n = waiting(part.program).count()
    return alone(Count(n, n))


def seconds_to_answer(part: Part) -> list[tuple[float, int]]:
    """Of the latest check-ins that clients answered themselves: seconds from opening to sending, and whose it was."""
    answered = (
        _check_ins(part)
        .filter(
            _within("at", part), status=CheckInStatus.ANSWERED, keyed_by=None, shown_at__isnull=False,
            answered_at__isnull=False,
        )
        .order_by("-at")
        .values_list("shown_at", "answered_at", "episode__client")
    )  # fmt: skip
    return [
        ((sent - opened).total_seconds(), client)
        for opened, sent, client in answered[:LATEST_ANSWERED]
        if opened and sent
    ]


def _sessions(part: Part) -> QuerySet[Session]:
    return Session.objects.filter(part.at_sites("episode__"), _within("scheduled_at", part), program=part.program)


def _check_ins(part: Part) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(part.at_sites("episode__"), program=part.program, rater=Rater.CLIENT)


def _within(column: str, part: Part) -> Q:
    first, end = part.moment(part.months[0]), part.moment(part.ends[-1])
    return Q(**{f"{column}__gte": first, f"{column}__lt": end})


def _by_month(part: Part, rows: QuerySet[Any], column: str, cells: Cells) -> tuple[MonthOfRows, ...]:
    """Months are compared in plain SQL: the database's own month of a moment is not the program's."""
    ends = [When(**{f"{column}__lt": part.moment(end)}, then=Value(at)) for at, end in enumerate(part.ends)]
    kinds = [When(status__in=statuses, then=Value(cell)) for cell, statuses in cells.items()]
    grouped = rows.values(
        month=Case(*ends, output_field=IntegerField()), cell=Case(*kinds, output_field=CharField())
    ).annotate(n=Counted("id"), people=_people("episode__client"))
    found: defaultdict[tuple[int, str], Count] = defaultdict(Count)
    for month, cell, n, people in grouped.values_list("month", "cell", "n", "people"):
        found[month, cell] = Count(n, people)
    return tuple(MonthOfRows(month, row([found[at, cell] for cell in cells])) for at, month in enumerate(part.months))


def _counted(rows: QuerySet[Any], client: str) -> Count:
    found = rows.aggregate(n=Counted("id"), people=_people(client))
    return Count(found["n"], found["people"])


def _people(client: str) -> Counted:
    """Distinct clients. One merged into another is not a second person, so it counts for nobody: rather too few."""
    merged = Client.objects.filter(merged_into__isnull=False).values("id")
    return Counted(client, distinct=True, filter=~Q(**{f"{client}__in": merged}))


def counts_of(pairs: Iterable[tuple[str, int]]) -> dict[str, Count]:
    """Of (kind, client): how many of each kind, and how many clients behind them."""
    numbers: Counter[str] = Counter()
    people: defaultdict[str, set[int]] = defaultdict(set)
    for kind, client in pairs:
        numbers[kind] += 1
        people[kind].add(client)
    return {kind: Count(numbers[kind], len(people[kind])) for kind in numbers}
