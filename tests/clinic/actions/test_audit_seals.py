"""The audit trail's seals: whoever alters, removes or adds a line by hand, in the database itself, is found out."""

from datetime import timedelta

import pytest
from django.db import connection

from bidewell.actions.audit_seals import EVENTS_A_SEAL, FIRST, AuditReport, seal_events, verify
from bidewell.actions.auditing import note
from bidewell.records.models import AuditEvent, AuditSeal
from tests.clinic.cast import NOW, Cast

LINES, SEALS = AuditEvent._meta.db_table, AuditSeal._meta.db_table


@pytest.fixture
def trail(cast: Cast) -> list[AuditEvent]:
    """Nine lines under three seals, and one that is not sealed yet."""
    lines = []
    for _batch in range(3):
        lines += [
            note("client read", cast.casey, by=cast.thea, at=NOW, program=cast.program, page="client") for _ in range(3)
        ]
        seal_events(at=NOW)
    return [*lines, note("client read", cast.casey, by=cast.thea, at=NOW, program=cast.program)]


def in_database(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def kinds(report: AuditReport) -> list[str]:
    return [problem.kind for problem in report.problems]


def test_an_untouched_trail_is_sound(trail: list[AuditEvent]) -> None:
    report = verify()
    assert report.is_sound
    assert (report.events, report.seals, report.unsealed) == (10, 3, 1)
    assert report.head == AuditSeal.objects.latest("id").digest


def test_an_empty_trail_is_sound(db: None) -> None:
    assert verify() == AuditReport(events=0, unsealed=0, seals=0, head=FIRST)


@pytest.mark.parametrize(
    "column, value",
    [
        ("what", "client changed"),
        ("ref", "another"),
        ("about", "person"),
        ("detail", '{"page": "caseload"}'),
        ("at", NOW + timedelta(seconds=1)),
    ],
)
def test_an_altered_line_is_found_whatever_was_altered(trail: list[AuditEvent], column: str, value: object) -> None:
    in_database(f"UPDATE {LINES} SET {column} = %s WHERE id = %s", value, trail[4].pk)
    assert kinds(verify()) == ["altered"]


def test_a_line_given_to_another_person_is_found(trail: list[AuditEvent], cast: Cast) -> None:
    in_database(f"UPDATE {LINES} SET person_id = %s WHERE id = %s", cast.tom.pk, trail[0].pk)
    assert kinds(verify()) == ["altered"]


def test_a_removed_line_is_found(trail: list[AuditEvent]) -> None:
    in_database(f"DELETE FROM {LINES} WHERE id = %s", trail[4].pk)
    assert kinds(verify()) == ["removed"]


def test_a_line_taken_out_of_its_seal_is_found(trail: list[AuditEvent]) -> None:
    in_database(f"UPDATE {LINES} SET seal_id = NULL WHERE id = %s", trail[4].pk)
    assert kinds(verify()) == ["removed"]


def test_a_line_slipped_under_a_seal_is_found(trail: list[AuditEvent]) -> None:
    in_database(f"UPDATE {LINES} SET seal_id = %s WHERE id = %s", trail_seal(trail, 0), trail[9].pk)
    assert kinds(verify()) == ["added"]


def test_a_line_put_in_place_of_another_is_found(trail: list[AuditEvent]) -> None:
    in_database(f"DELETE FROM {LINES} WHERE id = %s", trail[0].pk)
    in_database(f"UPDATE {LINES} SET seal_id = %s WHERE id = %s", trail_seal(trail, 1), trail[9].pk)
    assert kinds(verify()) == ["altered"]


def test_a_seal_that_was_given_another_day_is_found(trail: list[AuditEvent]) -> None:
    AuditSeal.objects.filter(pk=trail_seal(trail, 8)).update(sealed_at=NOW - timedelta(days=1))
    assert kinds(verify()) == ["altered"]


def test_a_seal_made_anew_over_an_altered_line_breaks_the_chain(trail: list[AuditEvent]) -> None:
    in_database(f"UPDATE {LINES} SET what = 'nothing' WHERE id = %s", trail[0].pk)
    in_database(f"UPDATE {SEALS} SET digest = %s WHERE id = %s", "f" * 64, trail_seal(trail, 0))
    assert kinds(verify()) == ["altered", "chain_broken"]


def test_a_seal_and_its_lines_removed_from_the_middle_are_found(trail: list[AuditEvent]) -> None:
    middle = trail_seal(trail, 4)
    in_database(f"DELETE FROM {LINES} WHERE seal_id = %s", middle)
    in_database(f"DELETE FROM {SEALS} WHERE id = %s", middle)
    assert kinds(verify()) == ["chain_broken"]


def test_the_last_seal_cut_off_shows_against_a_digest_kept_elsewhere(trail: list[AuditEvent]) -> None:
    head, last = verify().head, trail_seal(trail, 8)
    in_database(f"DELETE FROM {LINES} WHERE seal_id = %s", last)
    in_database(f"DELETE FROM {SEALS} WHERE id = %s", last)
    assert verify().is_sound
    assert kinds(verify(head)) == ["head_missing"]


def test_a_digest_kept_elsewhere_still_holds_after_later_seals(trail: list[AuditEvent]) -> None:
    head = verify().head
    seal_events(at=NOW)
    assert verify(head).is_sound
    assert verify(head).head != head


def test_a_line_committed_late_under_a_lower_number_comes_into_a_later_seal(
    trail: list[AuditEvent], cast: Cast
) -> None:
    late = AuditEvent.objects.create(id=-1, what="client read", at=NOW - timedelta(minutes=1), person=cast.thea)
    assert seal_events(at=NOW) == 2
    late.refresh_from_db()
    assert late.seal_id == trail_seal(trail, 9)
    assert verify().is_sound


def test_many_lines_are_sealed_in_batches(cast: Cast) -> None:
    AuditEvent.objects.bulk_create(
        AuditEvent(what="client read", at=NOW, person=cast.thea) for _ in range(EVENTS_A_SEAL + 5)
    )
    assert seal_events(at=NOW) == EVENTS_A_SEAL + 5
    assert list(AuditSeal.objects.order_by("id").values_list("events", flat=True)) == [EVENTS_A_SEAL, 5]
    assert verify().is_sound
    assert seal_events(at=NOW) == 0


def trail_seal(trail: list[AuditEvent], number: int) -> int | None:
    return AuditEvent.objects.values_list("seal_id", flat=True).get(pk=trail[number].pk)
