"""Every kind of problem is found, where it is, and no cell's value is repeated."""

import re
from pathlib import Path

import pytest

from bidewell.exchange.check import check_records
from bidewell.exchange.problem_kinds import PROBLEM_KINDS
from tests.unit.exchange.conftest import GOOD

SESSIONS, CHECKINS, EPISODES = "sessions.csv", "checkins.csv", "episodes.csv"

# file, what is replaced, by what, the code of the problem, its column, its rows
ONE_THING_WRONG = [
    (EPISODES, "E2,Dev", ",Dev", "missing_value", "episode", (3,)),
    (EPISODES, "E2,Dev", "E1,Dev", "duplicated_id", "episode", (3,)),
    (EPISODES, "E2,Dev", "E1~2,Dev", "reserved_id", "episode", (3,)),
    (EPISODES, "E2,Dev", "E9~10,Dev", "reserved_id", "episode", (3,)),
    (EPISODES, "2026-02-20", "2025-12-20", "end_before_start", "end", (2,)),
    (EPISODES, "2026-02-20", "2026-02-30", "wrong_date", "end", (2,)),
    (EPISODES, "2026-02-20", "2026-02-20 14:30", "time_for_day", "end", (2,)),
    (EPISODES, "2026-02-20", "2026-02-20T00:00-05:00", "time_for_day", "end", (2,)),
    (EPISODES, "2026-02-20", "02/20/2026", "date_order_unknown", "end", (2,)),
    (EPISODES, "2026-02-20", "2026-07-20", "after_extract", "end", (2,)),
    (EPISODES, "AMA", "WALKED", "unknown_code", "ending", (2,)),
    (EPISODES, "E2,Dev,North,2026-03-01,2026-03-02", "E2,Casey,North,2026-02-01,2026-02-02", "overlapping_episodes", "start", (3,)),
    (EPISODES, "2026-01-02", "2026-01-09", "start_before_referral", "start", (2,)),
    (EPISODES, "2026-02-20,AMA", ",AMA", "ending_without_end", "end", (2,)),
    (EPISODES, "2026-02-20,AMA", "2026-02-20,", "end_without_ending", "ending", (2,)),
    (EPISODES, ",age", ",episode", "duplicate_column", "episode", ()),
    (EPISODES, "referred_on", "refered_on", "nearly_column", "refered_on", ()),
    (EPISODES, ",age", ",", "unnamed_column", "", ()),
    (EPISODES, "episode,client,", "x,y,", "no_header", "", ()),
    (EPISODES, "client,", "person,", "missing_column", "client", ()),
    (SESSIONS, ",staff", ",helper", "unknown_column", "helper", ()),
    (SESSIONS, "S2,E1", "S1,E1", "duplicated_id", "session", (3,)),
    (SESSIONS, "S3,E2", "S3,E9", "unknown_episode", "episode", (4,)),
    (SESSIONS, "no_show", "gone", "unknown_code", "status", (3,)),
    (SESSIONS, "2026-01-05T10:00", "2026-01-04T10:00", "session_before_start", "scheduled_at", (2,)),
    (SESSIONS, "2026-02-10T10:00-05:00", "2026-02-21T10:00-05:00", "booking_outside", "scheduled_at", (3,)),
    (SESSIONS, "2026-02-10T10:00-05:00,no_show", "2026-01-05T15:00-05:00,attended", "same_day_sessions", "scheduled_at", (3,)),
    (SESSIONS, "no_show", "scheduled", "outcome_unknown", "status", (3,)),
    (SESSIONS, "2026-03-02T10:00-05:00", "2026-07-02T10:00-04:00", "after_extract", "scheduled_at", (4,)),
    (SESSIONS, "2026-03-02T10:00-05:00", "at ten", "wrong_time", "scheduled_at", (4,)),
    (SESSIONS, "2026-03-02T10:00-05:00", "2026-03-02T10:00", "mixed_times", "scheduled_at", (4,)),
    (SESSIONS, "2026-03-02T10:00-05:00", "2026-03-02", "no_time_of_day", "scheduled_at", (4,)),
    (SESSIONS, "2026-03-02T10:00-05:00", "2026-03-08T02:30", "time_skipped", "scheduled_at", (4,)),
    (SESSIONS, "no_show,Thea", 'no_show,Th"ea', "open_quote", "", ()),
    (SESSIONS, "no_show,Thea", 'no_show,Th"e"a', "stray_quotes", "", (3,)),
    (SESSIONS, "no_show,Thea", "no_show,Thea,more", "ragged_rows", "", (3,)),
    (SESSIONS, "no_show,Thea", "no_show", "ragged_rows", "", (3,)),
    (SESSIONS, "no_show,Thea", "no_show,Th\0ea", "nul_bytes", "", (3,)),
    (SESSIONS, "no_show,Thea\n", "no_show,Thea\n,,,,\n", "blank_rows", "", (4,)),
    (SESSIONS, "no_show,Thea\n", "no_show,Thea\n\n", "blank_rows", "", (4,)),
    (SESSIONS, "S2,", "S2" * 6000 + ",", "long_cells", "session", (3,)),
    (CHECKINS, "answered,bond", "answered,total", "duplicated_item", "item", (3,)),
    (CHECKINS, "client,alliance,1,answered,total", "client,alliance,1,shown,total", "checkin_differs", "checkin", (3,)),
    (CHECKINS, "E2,S3", "E2,S9", "unknown_session", "session", (4,)),
    (CHECKINS, "E2,S3", "E2,S1", "session_of_another", "session", (4,)),
    (CHECKINS, "2026-03-02T11:00", "2026-03-01T11:00", "answered_before_session", "session", (4,)),
    (CHECKINS, "client,alliance,1,declined", "client,mood,1,declined", "unknown_instrument", "instrument", (4,)),
    (CHECKINS, "total,3.5", "total,5.5", "off_scale", "value", (3,)),
    (CHECKINS, "total,3.5", "total,high", "wrong_number", "value", (3,)),
    (CHECKINS, "total,3.5", "total,inf", "wrong_number", "value", (3,)),
    (CHECKINS, "total,3.5", ",3.5", "value_without_item", "item", (3,)),
    (CHECKINS, "declined,,", "declined,total,3", "value_without_answer", "status", (4,)),
    (CHECKINS, "declined,,", "answered,,", "answer_without_item", "item", (4,)),
    (CHECKINS, "client,alliance", "therapist,alliance", "other_rater", "rater", (3,)),
    (CHECKINS, "alliance,1", "alliance,2", "other_version", "version", (3,)),
    ("assignments.csv", "2026-01-05,2026-02-20", "2026-01-05,2026-01-01", "to_before_from", "to", (2,)),
    ("assignments.csv", "E2,Thea,2026-03-02", "E1,Otto,2026-02-02", "overlapping_assignments", "from", (3,)),
    ("assignments.csv", "E2,Thea", "E9,Thea", "unknown_episode", "episode", (3,)),
    ("factors.csv", "travel_minutes,35", "travel_minutes,-35", "negative_minutes", "value", (2,)),
    ("factors.csv", "travel_minutes,35", "travel_minutes,1441", "minutes_of_days", "value", (2,)),
    ("factors.csv", "travel_minutes,35", "travel_minutes,far", "not_a_number", "value", (2,)),
    ("factors.csv", "travel_minutes,35", "shoe_size,1e160", "off_limits", "value", (2,)),
    ("factors.csv", "travel_minutes,35", "ride_support,taxi", "unknown_ride", "value", (2,)),
    ("factors.csv", "2025-12-01,2026-12-01", "2025-12-01,2025-11-01", "to_before_from", "to", (3,)),
    ("factors.csv", "0.8", "1.8", "off_limits", "reliability", (4,)),
    ("factors.csv", "0.8", "0", "off_limits", "reliability", (4,)),
    ("factors.csv", "E2,motivation,3.2,,,0.8", "E1,travel_minutes,35,,,", "duplicated_factor", "name", (4,)),
    ("factors.csv", "E2,motivation,3.2,,,0.8", "E1,travel_minutes,36,,,", "contradicting_factor", "value", (4,)),
]  # fmt: skip


@pytest.mark.parametrize("file, old, new, code, column, rows", ONE_THING_WRONG, ids=[row[3] for row in ONE_THING_WRONG])
def test_one_thing_wrong_is_found_where_it_is(folder_changed, file, old, new, code, column, rows):
    problems = {problem.code: problem for problem in check_records(folder_changed(file, old, new)).problems}
    assert code in problems
    problem = problems[code]
    assert (problem.file, problem.column) == (file, column)
    assert problem.rows == rows
    assert problem.words and problem.remedy


# What may be repeated: names of the format, of settings, and column names in a first row that is one.
VALUES = re.compile(
    r"Casey|Dev\b|Thea|Otto|North|probation|\b[ESK][0-9]\b|WALKED|mood|taxi|at ten|02/20|2026-0[1-7]-[0-9]{2}(?!T14:30)"
)


@pytest.mark.parametrize("file, old, new, code, column, rows", ONE_THING_WRONG, ids=[row[3] for row in ONE_THING_WRONG])
def test_no_cells_value_is_repeated(folder_changed, file, old, new, code, column, rows):
    for problem in check_records(folder_changed(file, old, new)).problems:
        said = problem.sentence.replace("2026-01-31", "")
        assert not VALUES.search(said), problem.code


def test_a_good_folder_has_no_problems_and_its_rows_are_counted(folder_with):
    report = check_records(folder_with())
    assert report.problems == ()
    assert report.rows == {"episodes": 2, "sessions": 3, "checkins": 3, "assignments": 2, "factors": 3}


def test_check_writes_nothing(folder_with):
    folder = folder_with()
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}
    check_records(folder)
    assert before == {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}


def codes_of(folder: Path) -> set[str]:
    return {problem.code for problem in check_records(folder).problems}


def test_a_folder_that_is_not_there_and_a_file_in_its_place_are_told(tmp_path):
    assert codes_of(tmp_path / "none") == {"no_folder"}
    (tmp_path / "file").write_text("x")
    assert codes_of(tmp_path / "file") == {"not_a_folder"}
    assert codes_of(tmp_path / ("x" * 5000)) == {"no_folder"}
    assert codes_of(tmp_path / "x\0") == {"no_folder"}


def test_a_folder_one_may_not_read_is_told(folder_with, monkeypatch):
    def refuse(_self):
        raise PermissionError

    folder = folder_with()
    monkeypatch.setattr(Path, "iterdir", refuse)
    assert codes_of(folder) == {"no_rights"}


def test_a_file_one_may_not_read_is_told(folder_with, monkeypatch):
    def refuse(self):
        raise PermissionError

    folder = folder_with()
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert codes_of(folder) == {"no_rights"}


@pytest.mark.parametrize(
    "files, code",
    [
        ({"episodes.csv": None}, "missing_table"),
        ({"sessions.csv": None}, "absent_table"),
        ({"episodes.csv": ""}, "empty_file"),
        ({"sessions.csv": "session,episode,scheduled_at,status\n"}, "empty_table"),
        ({"episodes.csv": "episode,client\n"}, "empty_program"),
        ({"episodes.parquet": b"PAR1nonsense"}, "two_files"),
        ({"episodes.parquet": b"PAR1nonsense", "episodes.csv": None}, "unreadable_file"),
        ({"Casey.csv": "secret"}, "other_files"),
        ({"program.toml": None}, "no_settings"),
        ({"episodes.csv": "episode,client\nE1,Jos\xe9\n".encode("latin-1")}, "windows_1252"),
        ({"episodes.csv": b"episode,client\nE1,\x81\xff\n"}, "unknown_encoding"),
        ({"episodes.csv": "episode,client\nE1,C1\n".encode("utf-16")}, "utf_16"),
        ({"episodes.csv": "episode;client\nE1;C1\n"}, "semicolons"),
        ({"episodes.csv": "episode\tclient\nE1\tC1\n"}, "other_separator"),
    ],
)
def test_files_that_are_not_as_they_should_be_are_told(folder_with, files, code):
    folder = folder_with(files)
    assert code in codes_of(folder)
    assert not any("Casey" in problem.sentence for problem in check_records(folder).problems)


def test_a_pipe_in_place_of_a_file_is_not_waited_for(folder_with):
    import os

    folder = folder_with({"sessions.csv": None})
    os.mkfifo(folder / "sessions.csv")
    assert "unreadable_file" in codes_of(folder)


def test_naive_times_are_read_with_a_warning(folder_changed):
    folder = folder_changed("sessions.csv", "-05:00", "")
    assert codes_of(folder) == {"naive_times"}


def test_an_autumn_hour_that_came_twice_is_told(folder_with):
    sessions = "session,episode,scheduled_at,status\nS1,E1,2025-11-02T01:30,attended\n"
    episodes = "episode,client,start\nE1,C1,2025-11-02\n"
    folder = folder_with({"sessions.csv": sessions, "episodes.csv": episodes, "checkins.csv": None})
    assert "time_twice" in codes_of(folder)


def active_list(observed_from: str, old_end: str = "") -> dict[str, str]:
    ending = "left" if old_end else ""
    return {
        "episodes.csv": (
            "episode,client,observed_from,start,end,ending\n"
            f"E1,C1,{observed_from},2025-01-05,{old_end},{ending}\n"
            f"E2,C2,{observed_from},2025-06-05,,\n"
        ),
        "sessions.csv": None,
        "checkins.csv": (
            "checkin,episode,at,rater,instrument,version,status,item,value\n"
            "K1,E2,2026-03-02T11:00-05:00,client,alliance,1,answered,total,4\n"
        ),
        "assignments.csv": None,
        "factors.csv": None,
    }


def test_an_imported_active_list_is_told(folder_with):
    assert "active_list" in codes_of(folder_with(active_list("")))


@pytest.mark.parametrize("files", [active_list("2026-03-01"), active_list("", old_end="2025-09-01")])
def test_an_active_list_with_its_day_or_with_those_who_left_is_fine(folder_with, files):
    assert "active_list" not in codes_of(folder_with(files))


def test_attended_sessions_of_an_episode_without_a_start_are_told(folder_changed):
    folder = folder_changed("episodes.csv", "2026-03-01,2026-03-02", "2026-03-01,")
    (problem,) = check_records(folder).problems
    assert (problem.code, problem.file, problem.rows) == ("attended_not_started", "sessions.csv", (4,))


def test_an_attended_session_after_another_ending_is_an_error(folder_with, folder_changed):
    folder = folder_changed("episodes.csv", "2026-02-20,AMA", "2026-01-04,mutual")
    codes = {problem.code: problem for problem in check_records(folder).problems}
    assert (codes["session_after_end"].severity, codes["session_after_end"].rows) == ("error", (2,))


def test_a_client_recorded_as_left_who_came_back_is_a_warning(folder_changed):
    folder = folder_changed("sessions.csv", "2026-02-10T10:00-05:00,no_show", "2026-02-25T10:00-05:00,attended")
    (problem,) = check_records(folder).problems
    assert (problem.code, problem.severity, problem.rows) == ("back_after_leaving", "warning", (3,))


def test_an_episode_nobody_closed_is_over_with_its_last_contact(folder_changed):
    folder = folder_changed("episodes.csv", "2026-02-20,AMA,31\nE2,Dev", ",,31\nE2,Casey")
    (problem,) = check_records(folder).problems
    assert (problem.code, problem.rows) == ("never_closed", (2,))


def test_a_booking_after_the_extract_date_is_no_problem(folder_changed):
    folder = folder_changed("sessions.csv", "2026-03-02T10:00-05:00,attended", "2026-07-02T10:00-04:00,scheduled")
    assert codes_of(folder) == {"answered_before_session", "extract_long_after"}


def test_every_row_of_the_table_of_problems_has_its_own_code():
    codes = [kind.code for kind in PROBLEM_KINDS]
    assert len(set(codes)) == len(codes)


HOUSING = '[factors.housing]\nkind = "category"\n'


@pytest.mark.parametrize("factors", ["E1,housng,stable,,,\n", "", None])
def test_a_factor_described_and_never_recorded_is_told_with_its_key(folder_with, factors):
    table = None if factors is None else "episode,name,value,from,to,reliability\n" + factors
    folder = folder_with({"program.toml": GOOD["program.toml"] + HOUSING, "factors.csv": table})
    (told,) = (one for one in check_records(folder).problems if one.code == "unrecorded_factor")
    assert (told.file, told.severity) == ("program.toml", "warning")
    assert "factors.housing" in told.sentence and "remove it" in told.sentence
    assert "housng" not in told.sentence


@pytest.mark.parametrize("factors", ["E1,housing,stable,,,\n", "E1,housing,\0,,,\n"])
def test_a_factor_recorded_or_in_a_table_that_cannot_be_read_is_not_told(folder_with, factors):
    table = "episode,name,value,from,to,reliability\n" + factors
    folder = folder_with({"program.toml": GOOD["program.toml"] + HOUSING, "factors.csv": table})
    assert "unrecorded_factor" not in codes_of(folder)
