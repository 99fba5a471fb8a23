"""A director's counts against small programs counted by hand; and nothing of few people, whatever is subtracted."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bidewell.actions import snapshots
from bidewell.records import aggregates
from bidewell.records.aggregates import Part
from bidewell.records.care_by_month import Care, EndingGroup, care_by_month
from bidewell.records.models import (
    CheckIn,
    Client,
    Ending,
    Episode,
    ImportBatch,
    InstrumentVersion,
    OutboxMessage,
    Session,
    Site,
    UnmatchedRow,
)
from tests.clinic.cast import DAY, NOW, Cast

ZONE = ZoneInfo("America/New_York")


def clients(cast: Cast, n: int, *, start: date = date(2026, 1, 5), site: Site | None = None) -> list[Episode]:
    begin = Client.objects.count()
    made = [Client.objects.create(program=cast.program, key=f"X{begin + i}") for i in range(n)]
    return [
        Episode.objects.create(program=cast.program, client=one, key=f"E{one.key}", start=start, site=site)
        for one in made
    ]


def seen(episodes: Sequence[Episode], day: date, status: str = "attended", **more: Any) -> None:
    at = datetime(day.year, day.month, day.day, 23, 30, tzinfo=ZONE)  # the next day already in UTC
    for one in episodes:
        key = f"S{one.pk}-{day}-{status}"
        Session.objects.create(program=one.program, episode=one, key=key, scheduled_at=at, status=status, **more)


def ended(episodes: Sequence[Episode], on: date, kind: str | None) -> None:
    for one in episodes:
        Ending.objects.create(episode=one, on=on, kind=kind, recorded_at=NOW)


def counted(cast: Cast, **more: Any) -> Care:
    snapshots.touch(Episode.objects.filter(program=cast.program).values_list("pk", flat=True), at=NOW)
    return care_by_month(Part(cast.program, DAY, **more))


def part_of(cast: Cast) -> Part:
    return Part(cast.program, DAY)


def test_months_are_those_of_the_program_and_the_last_is_running(cast: Cast) -> None:
    part = part_of(cast)
    assert part.months[0] == date(2025, 10, 1) and part.months[-1] == date(2026, 3, 1)
    assert part.ends == (*part.months[1:], date(2026, 4, 1))
    assert part.moment(date(2026, 1, 1)).utcoffset() == timedelta(hours=-5)


def test_sessions_are_counted_in_the_programs_own_month(cast: Cast) -> None:
    many = clients(cast, 12)
    seen(many, date(2026, 1, 31))
    seen(many, date(2026, 1, 20), "no_show")
    seen(many[:11], date(2026, 1, 21), "cancelled_by_client")
    seen(many[:1], date(2026, 1, 22), "cancelled_by_program")
    seen(many, date(2025, 9, 30))  # before the months counted
    january = aggregates.sessions_by_month(part_of(cast))[3]
    assert january.month == date(2026, 1, 1)
    assert [cell.n for cell in january.row.cells] == [12, 12, 12, 0]
    assert january.row.total.n == 36


def test_a_cell_of_ten_takes_another_with_it_and_eleven_stands(cast: Cast) -> None:
    many = clients(cast, 20)
    seen(many, date(2026, 1, 12))
    seen(many[:10], date(2026, 1, 13), "no_show")
    seen(many[:12], date(2026, 1, 14), "cancelled_by_client")
    cells = aggregates.sessions_by_month(part_of(cast))[3].row.cells
    assert [cell.n for cell in cells] == [20, None, None, 0]
    seen(many[10:11], date(2026, 1, 13), "no_show")
    cells = aggregates.sessions_by_month(part_of(cast))[3].row.cells
    assert [cell.n for cell in cells] == [20, 11, 12, 0]


def test_a_client_merged_into_another_is_not_a_second_person(cast: Cast) -> None:
    many = clients(cast, 11)
    seen(many, date(2026, 2, 20))
    assert aggregates.sessions_by_month(part_of(cast))[4].row.total.n == 11
    assert counted(cast).in_care.n == 11
    Client.objects.filter(pk=many[0].client_id).update(merged_into=many[1].client)
    assert aggregates.sessions_by_month(part_of(cast))[4].row.total.is_hidden
    assert counted(cast).in_care.is_hidden


def test_check_ins_are_counted_by_how_far_they_got(cast: Cast) -> None:
    version = InstrumentVersion.objects.create(program=cast.program, code="c", rater="client")
    many = clients(cast, 11)
    for status in ("answered", "declined", "offered", "shown"):
        for one in many:
            CheckIn.objects.create(
                program=cast.program,
                episode=one,
                key=f"{status}{one.pk}",
                instrument=version,
                rater="client",
                status=status,
                at=NOW,
            )
    row = aggregates.check_ins_by_month(part_of(cast))[-1].row
    assert [cell.n for cell in row.cells] == [11, 11, 22, 0] and row.total.n == 44


def test_seconds_are_of_what_clients_answered_themselves(cast: Cast) -> None:
    version = InstrumentVersion.objects.create(program=cast.program, code="c", rater="client")
    for n, keyed_by in enumerate((None, cast.frida)):
        CheckIn.objects.create(
            program=cast.program, episode=cast.episode, key=f"K{n}", instrument=version, rater="client", status="answered", at=NOW,
            shown_at=NOW, answered_at=NOW + timedelta(seconds=40), keyed_by=keyed_by,
        )  # fmt: skip
    assert aggregates.seconds_to_answer(part_of(cast)) == [(40.0, cast.casey.pk)]


def test_in_care_is_started_and_neither_ended_nor_left(cast: Cast) -> None:
    here = clients(cast, 11)
    seen(here, date(2026, 2, 20))
    gone = clients(cast, 12)
    seen(gone, date(2026, 1, 20))
    done = clients(cast, 13)
    seen(done, date(2026, 2, 20))
    ended(done, date(2026, 2, 25), "completed")
    later = clients(cast, 3, start=date(2026, 3, 20))
    care = counted(cast)
    assert later and care.in_care.n == 11  # Casey and Noor were never seen in two months
    assert care.entered.n == 11 + 12 + 13 + 2


def test_leavings_are_dated_at_the_last_session_and_confirmed_once_the_window_has_passed(cast: Cast) -> None:
    gone = clients(cast, 12)
    seen(gone, date(2026, 1, 20))
    said = clients(cast, 11)
    seen(said, date(2026, 2, 20))
    ended(said, date(2026, 2, 27), "left")
    promised = clients(cast, 11)
    seen(promised, date(2026, 1, 20))
    Episode.objects.filter(pk__in=[one.pk for one in promised]).update(promised_return_on=date(2026, 3, 10))
    care = counted(cast)
    january, february = care.leavings.months[3:5]
    assert [cell.n for cell in january.row.cells] == [12, 0]
    assert [cell.n for cell in february.row.cells] == [0, 11]


def test_a_chart_closed_in_silence_is_a_leaving_and_an_ending_as_recorded(cast: Cast) -> None:
    closed = clients(cast, 11)
    seen(closed, date(2025, 12, 10))
    ended(closed, date(2026, 2, 10), "administrative")
    care = counted(cast)
    assert care.leavings.months[2].row.cells[0].n == 11
    assert care.endings.months[4].row.cells[list(EndingGroup).index(EndingGroup.PUT_OUT)].n == 11


def test_months_too_small_to_be_shown_are_counted_together(cast: Cast) -> None:
    for month in (10, 11, 12):
        few = clients(cast, 6)
        seen(few, date(2025, month, 10))
    care = counted(cast)
    assert all(one.row.total.n in (0, None) for one in care.leavings.months)
    assert care.leavings.together is not None and care.leavings.together.total.n == 18
    seen(clients(cast, 11), date(2025, 12, 12))
    assert counted(cast).leavings.together is None  # December can be shown, so the sum would give the others away


def test_agreed_endings_without_an_attended_last_session(cast: Cast) -> None:
    doubtful, sound = clients(cast, 11), clients(cast, 12)
    seen([*doubtful, *sound], date(2026, 1, 12))
    seen(doubtful, date(2026, 1, 19), "no_show")
    ended([*doubtful, *sound], date(2026, 1, 26), "mutual")
    row = counted(cast).agreed_without_last_session
    assert [cell.n for cell in row.cells] == [11, 12] and row.total.n == 23


def test_endings_just_short_of_the_window(cast: Cast) -> None:
    for days, n in ((24, 11), (25, 11), (30, 11), (31, 11)):
        short = clients(cast, n)
        seen(short, date(2026, 1, 12))
        ended(short, date(2026, 1, 12) + timedelta(days=days), "moved")
    row = counted(cast).closed_short_of_window
    assert [cell.n for cell in row.cells] == [22, 22]


@pytest.mark.parametrize("never_seen, total", [(10, None), (11, 23)])
def test_endings_without_a_contact_do_not_follow_from_what_is_shown(
    cast: Cast, never_seen: int, total: int | None
) -> None:
    """The months show 33 endings; with a total of 23 after a contact, the ten others would be known."""
    short, later, never = clients(cast, 11), clients(cast, 12), clients(cast, never_seen)
    seen([*short, *later], date(2026, 1, 1))
    ended(short, date(2026, 1, 28), "moved")
    ended([*later, *never], date(2026, 1, 20), "moved")
    care = counted(cast)
    assert care.endings.is_whole and sum(one.row.total.n or 0 for one in care.endings.months) == 23 + never_seen
    row = care.closed_short_of_window
    assert row.total.n == total and [cell.n for cell in row.cells] == ([11, 12] if total else [None, 12])


@pytest.mark.parametrize("n, shown", [(10, None), (11, 11)])
def test_endings_without_a_day_are_counted_apart(cast: Cast, n: int, shown: int | None) -> None:
    undated = clients(cast, n)
    for one in undated:
        Ending.objects.create(episode=one, on=None, kind="moved", recorded_at=NOW)
    care = counted(cast)
    assert care.endings_without_day.n == shown
    assert sum(one.row.total.n or 0 for one in care.endings.months) == 0


def test_a_total_of_all_months_is_not_shown_where_a_month_hides_something(cast: Cast) -> None:
    doubtful, sound, few = clients(cast, 11), clients(cast, 12), clients(cast, 5)
    seen([*doubtful, *sound], date(2026, 1, 12))
    seen(doubtful, date(2026, 1, 19), "no_show")
    ended([*doubtful, *sound], date(2026, 1, 26), "mutual")
    seen(few, date(2026, 2, 10))
    ended(few, date(2026, 2, 12), "mutual")
    row = counted(cast).agreed_without_last_session
    assert row.cells[0].n == 11 and row.total.is_hidden and row.cells[1].is_hidden


def test_corrections_late_marks_failed_messages_and_unmatched_rows(cast: Cast) -> None:
    many, part = clients(cast, 11), part_of(cast)
    ended(many, date(2026, 1, 10), "moved")
    Ending.objects.filter(episode__in=many).update(withdrawn_at=NOW, withdrawn_because="corrected")
    seen(many, date(2026, 1, 12), marked_at=datetime(2026, 2, 8, 12, tzinfo=ZONE))
    seen(many, date(2026, 1, 13), marked_at=datetime(2026, 2, 7, 12, tzinfo=ZONE))
    for one in many:
        OutboxMessage.objects.create(
            client=one.client, channel="email", kind="check_in", status="failed", created_at=NOW, send_after=NOW
        )
    batch = ImportBatch.objects.create(program=cast.program, source="n", digest="d", state="done", started_at=NOW)
    UnmatchedRow.objects.bulk_create(
        UnmatchedRow(batch=batch, table="sessions", row=n, reason="x") for n in range(1, 12)
    )
    assert aggregates.endings_corrected(part).n == 11
    assert aggregates.marked_late(part).n == 11
    assert aggregates.messages_not_delivered(part).n == 11
    assert aggregates.rows_unmatched(part).n == 11


def test_a_director_of_one_site_counts_that_site(cast: Cast) -> None:
    north = Site.objects.create(program=cast.program, name="North")
    here, there = clients(cast, 11, site=north), clients(cast, 15, site=cast.site)
    seen([*here, *there], date(2026, 2, 20))
    part = Part(cast.program, DAY, (north.pk,))
    assert aggregates.sessions_by_month(part)[4].row.total.n == 11
    assert counted(cast, sites=(north.pk,)).in_care.n == 11


def test_another_programs_records_are_not_counted(cast: Cast) -> None:
    seen(clients(cast, 11), date(2026, 2, 20))
    part = Part(cast.elsewhere, DAY)
    assert all(one.row.total.n in (0, None) for one in aggregates.sessions_by_month(part))
    assert care_by_month(part).in_care.n == 0
