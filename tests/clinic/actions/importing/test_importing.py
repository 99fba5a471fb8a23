"""A folder taken in: what it makes, that a second time changes nothing, and that late corrections are accepted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bidewell.actions.importing.folders import import_folder
from bidewell.actions.importing.report import TableReport
from bidewell.actions.importing.states import ImportState
from bidewell.domain.sharing import Sharing
from bidewell.records.models import (
    Assignment,
    AuditEvent,
    CheckIn,
    Client,
    Ending,
    Episode,
    Factor,
    ImportBatch,
    Membership,
    Session,
    SessionStaff,
    Snapshot,
)  # fmt: skip
from tests.clinic.cast import NOW
from tests.clinic.exports import WHOLE, export, whole

pytestmark = pytest.mark.django_db


def take(cast, folder, **more):
    return import_folder(cast.program, folder, by=cast.dana, at=NOW, **more)


def test_an_export_is_taken_in(cast, tmp_path):
    report = take(cast, whole(tmp_path / "first"))
    assert report.state is ImportState.DONE
    assert report.tables["episodes"] == TableReport(new=2, absent=2)
    assert report.tables["sessions"] == TableReport(new=4, absent=1)
    episode = Episode.objects.get(program=cast.program, key="X1")
    assert (episode.site.name, episode.start, episode.extra) == ("North", date(2026, 1, 5), {"age": 34})
    held = SessionStaff.objects.filter(session__key="A1").values_list("therapist__key", flat=True)
    assert list(held) == ["T8", "T9"]
    assert Ending.objects.get(episode__key="X2").kind == "left"
    assert [(one.item, one.value) for one in CheckIn.objects.get(key="K1").answers.all()] == [
        ("total", 4.0), ("bond", 3.5),
    ]  # fmt: skip
    assert CheckIn.objects.get(key="K2").answers.count() == 0
    assert Factor.objects.get(name="travel_minutes").value == "30"


def test_staff_of_an_export_cannot_sign_in(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    made = Membership.objects.get(program=cast.program, key="T8")
    assert made.person.email is None and not made.person.has_usable_password()
    assert made.role == "therapist" and made.from_day == date(2026, 1, 5)


def test_staff_who_are_here_are_known_by_their_key(cast, tmp_path):
    take(cast, whole(tmp_path / "first", assignments=["X1,T1,2026-01-05,"]))
    assert Assignment.objects.get(episode__key="X1").therapist == cast.memberships["thea"]


def test_where_each_episode_stands_is_brought_up_to_date(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    snapshot = Snapshot.objects.get(episode__key="X1")
    assert snapshot.is_open and snapshot.contacts == 1 and snapshot.stale_since is not None
    assert not Snapshot.objects.get(episode__key="X2").is_open


def test_history_is_no_news_but_what_a_later_export_brings_is(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    assert not Snapshot.objects.get(episode__key="X1").has_new_information
    later = [row.replace("no_show", "attended") for row in WHOLE["sessions"]]
    take(cast, whole(tmp_path / "corrected", sessions=later))
    assert Snapshot.objects.get(episode__key="X1").has_new_information


def test_the_same_folder_again_changes_nothing(cast, tmp_path):
    first = take(cast, whole(tmp_path / "first"))
    again = take(cast, tmp_path / "first")
    assert (again.state, again.batch) == (ImportState.SAME, first.batch)
    assert ImportBatch.objects.count() == 1


def test_the_same_rows_in_another_folder_are_the_same(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    version = Episode.objects.get(key="X1").version
    report = take(cast, whole(tmp_path / "second", extract_date="2026-03-02"))
    assert {name: (one.new, one.changed, one.kept) for name, one in report.tables.items()} == dict.fromkeys(
        report.tables, (0, 0, 0)
    )
    assert report.tables["sessions"].same == 4 and report.tables["factors"].same == 2
    assert Episode.objects.get(key="X1").version == version


def test_late_corrections_are_accepted(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    sessions = [row.replace("no_show,T9,sick", "attended,T8,") for row in WHOLE["sessions"]]
    checkins = [row.replace("total,4", "total,2") for row in WHOLE["checkins"]]
    episodes = ["X1,P1,South,2026-01-05,,,34", "X2,P2,,2026-01-06,2026-02-25,completed,29"]
    assignments = ["X1,T8,2026-01-05,", "X2,T8,2026-01-06,2026-02-22"]
    factors = ["X1,travel_minutes,45,,", "X2,court_order,probation,2026-01-06,"]
    second = whole(
        tmp_path / "second", extract_date="2026-03-02", sessions=sessions, checkins=checkins, episodes=episodes,
        assignments=assignments, factors=factors,
    )  # fmt: skip
    report = take(cast, second)
    assert {name: one.changed for name, one in report.tables.items() if one.changed} == {
        "sessions": 1, "checkins": 1, "episodes": 2, "assignments": 2, "factors": 2,
    }  # fmt: skip
    session = Session.objects.get(key="A2")
    assert (session.status, session.version) == ("attended", 2)
    assert list(session.staff.values_list("key", flat=True)) == ["T8"]
    assert dict(CheckIn.objects.get(key="K1").answers.values_list("item", "value")) == {"total": 2.0, "bond": 3.5}
    assert Episode.objects.get(key="X1").site.name == "South"
    endings = Ending.objects.filter(episode__key="X2").order_by("id")
    assert [(one.kind, one.withdrawn_because) for one in endings] == [("left", "corrected"), ("completed", "")]
    assert Assignment.objects.filter(episode__key="X1").count() == 1
    assert list(Factor.objects.filter(episode__key="X1").values_list("value", flat=True)) == ["45"]


def test_rows_that_an_export_does_not_have_are_left(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    report = take(cast, export(tmp_path / "second", extract_date="2026-03-02", episodes=WHOLE["episodes"][:1]))
    assert report.tables["episodes"].absent == 3
    assert Session.objects.filter(program=cast.program, key__startswith="A").count() == 4


def test_a_column_that_an_export_does_not_have_says_nothing(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    folder = export(tmp_path / "second", extract_date="2026-03-02")
    (folder / "episodes.csv").write_text("episode,client,payer\nX1,P1,cash\n", encoding="utf-8")
    take(cast, folder)
    episode = Episode.objects.get(key="X1")
    assert (episode.payer, episode.start, episode.site.name) == ("cash", date(2026, 1, 5), "North")
    assert episode.extra == {"age": 34}


def test_a_dry_run_reports_and_keeps_nothing(cast, tmp_path):
    report = take(cast, whole(tmp_path / "first"), dry_run=True)
    assert report.state is ImportState.TRIED and report.tables["sessions"].new == 4
    assert not Client.objects.filter(key="P1").exists()
    assert not ImportBatch.objects.exists()


def test_an_import_is_in_the_audit_trail(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    event = AuditEvent.objects.get(what="records_imported")
    assert event.person == cast.dana and event.detail["rows"]["sessions"] == [4, 0]
    assert "P1" not in str(event.detail)


def marked(key, status, at, by):
    Session.objects.filter(key=key).update(status=status, marked_at=at, marked_by=by)


def test_what_was_marked_here_after_the_exports_day_stands(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    marked("A2", "attended", datetime(2026, 3, 3, 12, tzinfo=UTC), cast.frida)
    report = take(cast, whole(tmp_path / "second", extract_date="2026-03-02"))
    assert Session.objects.get(key="A2").status == "attended"
    assert report.tables["sessions"].kept == 1


def test_an_export_without_staff_leaves_those_who_held_a_marked_session(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    marked("A2", "attended", datetime(2026, 3, 3, 12, tzinfo=UTC), cast.frida)
    version = Session.objects.get(key="A2").version
    folder = whole(tmp_path / "second", extract_date="2026-03-02")
    rows = ["A1,X1,2026-01-05T10:00-05:00,attended", "A2,X1,2026-01-12T10:00-05:00,no_show"]
    (folder / "sessions.csv").write_text(
        "\n".join(["session,episode,scheduled_at,status", *rows, ""]), encoding="utf-8"
    )
    report = take(cast, folder)
    assert (report.tables["sessions"].changed, report.tables["sessions"].kept) == (0, 1)
    session = Session.objects.get(key="A2")
    assert session.version == version and list(session.staff.values_list("key", flat=True)) == ["T9"]


def test_the_export_wins_over_what_was_marked_before_its_day(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    marked("A2", "attended", datetime(2026, 3, 2, 12, tzinfo=UTC), cast.frida)
    take(cast, whole(tmp_path / "second", extract_date="2026-03-02"))
    session = Session.objects.get(key="A2")
    assert (session.status, session.marked_by) == ("no_show", None)


def test_an_export_that_does_not_know_the_outcome_does_not_take_it_back(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    marked("A3", "no_show", datetime(2026, 3, 9, 15, tzinfo=UTC), cast.frida)
    take(cast, whole(tmp_path / "second", extract_date="2026-03-20"))
    assert Session.objects.get(key="A3").status == "no_show"


def test_an_ending_that_a_person_recorded_is_not_taken_back_by_an_export_without_one(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    episode = Episode.objects.get(key="X1")
    Ending.objects.create(
        episode=episode, on=date(2026, 2, 28), kind="moved", recorded_at=NOW - timedelta(days=3), recorded_by=cast.thea
    )
    report = take(cast, whole(tmp_path / "second", extract_date="2026-03-04"))
    assert Ending.objects.get(episode=episode, withdrawn_at=None).kind == "moved"
    assert report.tables["episodes"].kept == 1


def test_a_client_whom_a_person_took_back_after_the_exports_day_is_not_ended_again(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    Ending.objects.filter(episode__key="X2").update(withdrawn_at=NOW, withdrawn_by=cast.thea)
    take(cast, whole(tmp_path / "second", extract_date="2026-03-02"))
    assert not Ending.objects.filter(episode__key="X2", withdrawn_at=None).exists()


def test_an_open_end_does_not_open_an_assignment_again(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    Assignment.objects.filter(episode__key="X1").update(to_day=date(2026, 2, 1))
    report = take(cast, whole(tmp_path / "second", extract_date="2026-03-02"))
    assert Assignment.objects.get(episode__key="X1").to_day == date(2026, 2, 1)
    assert report.tables["assignments"].kept == 1


def test_a_factor_that_a_person_entered_stands(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    Factor.objects.filter(name="travel_minutes").update(recorded_by=cast.thea, to_day=date(2026, 2, 1))
    take(cast, whole(tmp_path / "second", extract_date="2026-03-02"))
    assert Factor.objects.get(name="travel_minutes").to_day == date(2026, 2, 1)


def test_a_check_in_answered_in_the_clinic_is_not_changed(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    CheckIn.objects.filter(key="K1").update(answered_at=NOW)
    checkins = [row.replace("total,4", "total,2") for row in WHOLE["checkins"]]
    take(cast, whole(tmp_path / "second", extract_date="2026-03-02", checkins=checkins))
    assert CheckIn.objects.get(key="K1").answers.get(item="total").value == 4.0


def test_an_export_that_says_nothing_opens_no_answers_kept_from_the_therapist(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    CheckIn.objects.filter(key="K1").update(sharing=Sharing.COUNTED)
    checkins = [row.replace("total,4", "total,2") for row in WHOLE["checkins"]]
    take(cast, whole(tmp_path / "second", extract_date="2026-03-02", checkins=checkins))
    changed = CheckIn.objects.get(key="K1")
    assert (changed.sharing, changed.answers.get(item="total").value) == (Sharing.COUNTED, 2.0)


def test_an_older_export_adds_and_changes_nothing(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    older = whole(
        tmp_path / "older", extract_date="2026-02-26",
        sessions=[*WHOLE["sessions"][:1], "A2,X1,2026-01-12T10:00-05:00,attended,T9,", "A0,X1,2026-01-07T10:00-05:00,no_show,T9,"],
    )  # fmt: skip
    report = take(cast, older)
    assert Session.objects.get(key="A2").status == "no_show"
    assert (report.tables["sessions"].new, report.tables["sessions"].kept) == (1, 1)
    cast.program.refresh_from_db()
    assert cast.program.extract_date == date(2026, 3, 1)


def test_a_merged_client_is_the_same_under_either_key(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    one, other = Client.objects.get(key="P1"), Client.objects.get(key="P2")
    one.merged_into = other
    one.save()
    report = take(cast, whole(tmp_path / "second", extract_date="2026-03-02"))
    assert report.tables["episodes"].changed == 0
    assert Episode.objects.get(key="X1").client == one
