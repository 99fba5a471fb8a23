"""A night's export need not be whole: it speaks of episodes the clinic knows. What it cannot place is listed and tried again."""

import pytest

from bidewell.actions.importing.folders import import_folder
from bidewell.actions.importing.states import ImportState
from bidewell.actions.importing.undoing import undo_import
from bidewell.records.models import Answer, Assignment, CheckIn, Factor, ImportBatch, Session, UnmatchedRow
from tests.clinic.cast import NOW
from tests.clinic.exports import export, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(cast, tmp_path):
    import_folder(cast.program, whole(tmp_path / "first"), by=None, at=NOW)
    return cast.program


def take(program, folder):
    return import_folder(program, folder, by=None, at=NOW)


def test_sessions_and_check_ins_of_known_episodes_are_enough(known, tmp_path):
    report = take(
        known,
        export(
            tmp_path / "night", extract_date="2026-03-02",
            sessions=["A5,X1,2026-03-02T10:00-05:00,attended,T9,"],
            checkins=["K5,X1,A5,2026-03-02T11:00-05:00,client,alliance,answered,total,2",
                      "K6,X1,A1,2026-03-02T12:00-05:00,client,alliance,answered,total,3"],
        ),
    )  # fmt: skip
    assert report.state is ImportState.DONE and not report.unmatched
    assert CheckIn.objects.get(key="K5").session.key == "A5"
    assert CheckIn.objects.get(key="K6").session.key == "A1"


def test_rows_that_point_to_nothing_are_listed_and_the_rest_is_taken_in(known, tmp_path):
    report = take(
        known,
        export(
            tmp_path / "night", extract_date="2026-03-02",
            sessions=["A5,X1,2026-03-02T10:00-05:00,attended,T9,", "A6,X9,2026-03-02T10:00-05:00,attended,T9,"],
            checkins=["K5,X9,A6,2026-03-02T11:00-05:00,client,alliance,answered,total,2",
                      "K6,X1,A99,2026-03-02T12:00-05:00,client,alliance,answered,total,3",
                      "K7,X2,A1,2026-02-12T12:00-05:00,client,alliance,answered,total,3"],
            factors=["X9,travel_minutes,30,,"],
        ),
    )  # fmt: skip
    assert report.unmatched == {"sessions": 1, "checkins": 3, "factors": 1}
    assert Session.objects.filter(key="A5").exists() and not Session.objects.filter(key="A6").exists()
    listed = UnmatchedRow.objects.order_by("table", "row").values_list("table", "row", "reason")
    assert list(listed) == [
        ("checkins", 2, "unknown_episode"), ("checkins", 3, "unknown_session"), ("checkins", 4, "session_of_another"),
        ("factors", 2, "unknown_episode"), ("sessions", 3, "unknown_episode"),
    ]  # fmt: skip


def unplaced(tmp_path, name="night", extract_date="2026-03-02"):
    return export(
        tmp_path / name, extract_date=extract_date,
        sessions=["A6,X9,2026-03-01T10:00-05:00,attended,T9|T8,tired"],
        checkins=["K5,X9,A6,2026-03-01T11:00-05:00,client,alliance,answered,total,2.25",
                  "K5,X9,A6,2026-03-01T11:00-05:00,client,alliance,answered,bond,4"],
        factors=["X9,travel_minutes,30,2026-02-01,"], assignments=["X9,T9,2026-03-01,"],
    )  # fmt: skip


def test_the_same_row_again_is_listed_once(known, tmp_path):
    take(known, unplaced(tmp_path))
    take(known, unplaced(tmp_path, "next", "2026-03-03"))
    assert UnmatchedRow.objects.count() == 5


def test_rows_are_tried_again_once_their_episode_has_come(known, tmp_path):
    take(known, unplaced(tmp_path))
    report = take(known, export(tmp_path / "next", extract_date="2026-03-03", episodes=["X9,P9,,2026-02-27,,,50"]))
    assert report.resolved == 5
    session = Session.objects.get(key="A6")
    assert session.episode.key == "X9" and session.reason == "tired"
    assert [one.therapist.key for one in session.held_by.all()] == ["T9", "T8"]
    answers = Answer.objects.filter(check_in__key="K5").values_list("item", "value")
    assert list(answers) == [("total", 2.25), ("bond", 4.0)]
    assert Assignment.objects.get(episode__key="X9").therapist.key == "T9"
    assert Factor.objects.get(episode__key="X9").value == "30"
    assert not UnmatchedRow.objects.filter(resolved_by=None).exists()


def test_what_is_newer_than_a_row_that_waited_stands(known, tmp_path):
    take(known, unplaced(tmp_path))
    take(
        known,
        export(
            tmp_path / "next", extract_date="2026-03-03", episodes=["X9,P9,,2026-02-27,,,50"],
            sessions=["A6,X9,2026-03-01T10:00-05:00,no_show,T9,"],
        ),
    )  # fmt: skip
    assert Session.objects.get(key="A6").status == "no_show"


def test_taking_the_import_back_lists_them_again(known, tmp_path):
    take(known, unplaced(tmp_path))
    report = take(known, export(tmp_path / "next", extract_date="2026-03-03", episodes=["X9,P9,,2026-02-27,,,50"]))
    undo_import(ImportBatch.objects.get(ref=report.batch), by=None, at=NOW)
    assert UnmatchedRow.objects.filter(resolved_by=None).count() == 5
    assert not Session.objects.filter(key="A6").exists()
