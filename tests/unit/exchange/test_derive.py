"""Episodes are derived from services as the mapping says, and no row is dropped in silence."""

import polars as pl
import pytest

from bidewell.exchange.derive import derive_records
from bidewell.exchange.problems import RecordsRefused
from bidewell.exchange.reading import read_records

MAPPING = """
format = 1
name = "Ours"
time_zone = "America/New_York"
extract_date = 2026-06-30
[columns]
client = "who"
day = "day"
status = "status"
session = "id"
staff = "staff"
level_of_care = "level"
discharged_on = "discharged"
discharge_reason = "why"
[statuses]
"A" = "attended"
"N" = "no_show"
[endings]
"ADM" = "administrative"
[episodes]
"""
HEADER = "who,id,day,status,staff,level,discharged,why\n"


@pytest.fixture
def derive(tmp_path):
    """Derive from rows of who, day, status, level, discharge and its reason; gives report and records."""

    def run(rows: str, more: str = "", header: str = HEADER):
        (tmp_path / "export.csv").write_text(header + rows)
        (tmp_path / "mapping.toml").write_text(MAPPING + more)
        report = derive_records(tmp_path / "export.csv", tmp_path / "mapping.toml", tmp_path / "out")
        return report, read_records(tmp_path / "out")

    return run


def rows(*cells: str) -> str:
    """Rows written short: client day status, then level, discharge and reason where given."""
    parts = [cell.split() + ["", "", ""] for cell in cells]
    return "".join(
        f"{who},S{number},2026-{day},{status},T1,{level.strip('-')},{end},{why}\n"
        for number, (who, day, status, level, end, why, *_) in enumerate(parts)
    )


def spans(records) -> list[tuple]:
    return [(row[0], str(row[1] or ""), str(row[2] or ""), row[3]) for row in records.episodes.select("episode", "start", "end", "ending").rows()]  # fmt: skip


def told(report) -> set[str]:
    return {problem.code for problem in report.told}


def test_a_silence_longer_than_the_gap_begins_a_linked_episode(derive):
    report, records = derive(rows("C 01-01 A", "C 01-31 A", "C 03-03 A"))
    assert spans(records) == [("C-1", "2026-01-01", "", None), ("C-2", "2026-03-03", "", None)]
    assert records.episodes["prior_episodes"].to_list() == [0, 1]
    assert report.cuts == {"gap": 1}


def test_a_level_of_care_can_have_its_own_gap(derive):
    text = rows("C 01-01 A methadone", "C 03-01 A methadone", "D 01-01 A OP", "D 01-20 A OP")
    _, records = derive(text, 'gap_days = 10\n[gap_days_by_level]\n"methadone" = 90\n')
    assert [name for name, *_ in spans(records)] == ["C-1", "D-1", "D-2"]


def test_several_services_on_a_day_are_kept_and_count_once(derive):
    report, records = derive(rows("C 01-01 A", "C 01-01 A", "C 01-02 A"))
    assert records.sessions.height == 3
    assert len(spans(records)) == 1
    assert "same_day_sessions" in {problem.code for problem in report.check.problems}


@pytest.mark.parametrize(
    "how, expected",
    [
        ('level_change = "same"\n', [("C-1", "2026-01-01", "", None)]),
        (
            'level_change = "new"\n',
            [("C-1", "2026-01-01", "2026-01-08", "transferred"), ("C-2", "2026-01-15", "", None)],
        ),
        (
            'level_change = "new"\nlevels = ["IOP", "OP"]\n',
            [("C-1", "2026-01-01", "2026-01-08", "step_down"), ("C-2", "2026-01-15", "", None)],
        ),
        (
            'level_change = "new"\nlevels = ["OP", "IOP"]\n',
            [("C-1", "2026-01-01", "2026-01-08", "step_up"), ("C-2", "2026-01-15", "", None)],
        ),
    ],
)
def test_a_change_of_level_goes_on_or_begins_a_linked_episode(derive, how, expected):
    _, records = derive(rows("C 01-01 A IOP", "C 01-08 A -", "C 01-15 A OP"), how)
    assert spans(records) == expected


def test_a_batch_discharge_is_the_end_and_is_told(derive):
    report, records = derive(rows("C 01-01 A - 2026-04-30 ADM", "C 01-08 A - 2026-04-30 ADM"))
    assert spans(records) == [("C-1", "2026-01-01", "2026-04-30", "administrative")]
    assert "late_discharge" in told(report)


def test_contacts_after_their_own_discharge_move_the_end_and_are_told(derive):
    report, records = derive(rows("C 01-01 A - 2026-01-05 ADM", "C 01-08 A - 2026-01-05 ADM"))
    assert spans(records) == [("C-1", "2026-01-01", "2026-01-08", "administrative")]
    assert "contact_after_discharge" in told(report)


def test_a_contact_after_a_discharge_that_is_not_its_own_begins_an_episode(derive):
    report, records = derive(rows("C 01-01 A - 2026-01-05 ADM", "C 01-08 A"))
    assert spans(records) == [("C-1", "2026-01-01", "2026-01-05", "administrative"), ("C-2", "2026-01-08", "", None)]
    assert report.cuts == {"discharge": 1}


def test_a_discharge_after_the_return_ends_where_the_next_episode_begins(derive):
    report, records = derive(rows("C 01-01 A - 2026-06-01 ADM", "C 05-01 A"))
    assert spans(records)[0] == ("C-1", "2026-01-01", "2026-05-01", "administrative")
    assert "discharge_after_return" in told(report)


def test_a_discharge_after_the_extract_date_is_left_out_and_told(derive):
    report, records = derive(rows("C 01-01 A - 2026-08-01 ADM"))
    assert spans(records)[0][2] == "" and "discharge_after_extract" in told(report)


@pytest.mark.parametrize(
    "services, episodes",
    [
        (rows("C 01-01 N", "C 01-08 A"), {"S0": "C-1", "S1": "C-1"}),
        (rows("C 01-01 A", "C 01-08 N"), {"S0": "C-1", "S1": "C-1"}),
        (rows("C 01-01 A", "C 06-08 N"), {"S0": "C-1", "S1": "C-1"}),
        (rows("C 01-01 N", "C 06-08 A"), {"S0": "C-1", "S1": "C-2"}),
        (rows("C 01-01 N", "C 01-09 N", "C 05-09 N"), {"S0": "C-1", "S1": "C-1", "S2": "C-2"}),
        (rows("C 01-01 A", "C 02-25 N", "C 03-05 A"), {"S0": "C-1", "S1": "C-2", "S2": "C-2"}),
    ],
)
def test_what_was_missed_joins_the_episode_it_belongs_to(derive, services, episodes):
    _, records = derive(services)
    assert dict(records.sessions.select("session", "episode").rows()) == episodes


def test_a_referral_that_never_came_has_no_start(derive):
    report, records = derive(rows("C 01-01 N", "C 06-08 A"))
    assert [start for _, start, *_ in spans(records)] == ["", "2026-06-08"]
    assert records.episodes["prior_episodes"].to_list() == [0, 0]
    assert report.never_started == 1


def test_clients_are_not_mixed(derive):
    _, records = derive(rows("C 01-01 A", "D 03-01 A", "C 01-08 A", "D 03-08 A"))
    assert records.sessions.group_by("episode").len().sort("episode").rows() == [("C-1", 2), ("D-1", 2)]


def test_several_staff_of_one_appointment_are_one_session_under_their_identifiers(derive):
    text = 'C,S1,2026-01-01,A,"Smith, A",,,\nC,S1,2026-01-01,A,Jones|Smith A,,,\n'
    report, records = derive(text, '[staff]\n"Smith, A" = "T1"\n"Smith A" = "T1"\n')
    assert records.sessions["staff"].to_list() == [["T1", "Jones"]]
    assert "unknown_staff" in told(report)


def test_an_appointment_of_several_clients_is_a_session_of_each(derive):
    _, records = derive("C,G1,2026-01-01,A,,,,\nD,G1,2026-01-01,A,,,,\nD,G1,2026-01-08,A,,,,\n")
    assert records.sessions["session"].n_unique() == 3


def test_rows_that_are_no_sessions_are_listed_with_the_reason(derive, tmp_path):
    text = ",S1,2026-01-01,A,,,,\nC,S2,01/02/2026,A,,,,\nC,S3,2026-01-03,?,,,,\nC,S4,2026-09-03,A,,,,\nC,S5,2026-01-05,A,,,,\n"
    report, _ = derive(text)
    reasons = [(2, "no_client"), (3, "no_day"), (4, "unknown_status"), (5, "after_extract")]
    assert report.left_out.select("row", "reason").rows() == reasons
    written = pl.read_csv(tmp_path / "out" / "row-report.csv")
    assert written.select("row", "reason").rows() == reasons
    assert report.rows_read == report.sessions + report.left_out.height


def test_no_cells_value_is_repeated(derive):
    text = "Casey,S1,01/02/2026,A,Thea,North,04/05/2026,GONE\nCasey,S2,2026-01-03,A,Thea,North,04/05/2026,GONE\n"
    report, _ = derive(text, '[staff]\n"Otto" = "T1"\n')
    said = str(report.as_data())
    assert {"unread_cells", "unknown_staff", "rows_left_out"} <= told(report)
    assert not any(value in said for value in ("Casey", "Thea", "North", "04/05", "GONE"))


def test_a_dry_run_keeps_nothing(tmp_path):
    (tmp_path / "export.csv").write_text(HEADER + rows("C 01-01 A"))
    (tmp_path / "mapping.toml").write_text(MAPPING)
    report = derive_records(tmp_path / "export.csv", tmp_path / "mapping.toml", None)
    assert report.episodes == 1 and report.check.is_readable
    assert {path.name for path in tmp_path.iterdir()} == {"export.csv", "mapping.toml"}


@pytest.mark.parametrize(
    "more, code, key",
    [
        ("gap_days = 0\n", "wrong_setting", "episodes.gap_days"),
        ('level_change = "often"\n', "wrong_setting", "episodes.level_change"),
        ("gap = 3\n", "unknown_setting", "episodes.gap"),
        ('[forms]\nday = "%d"\n', "wrong_setting", "forms.day"),
        ('[forms]\nday = "%Y-%m-%d %Z"\n', "wrong_setting", "forms.day"),
        ('[services]\nX = "call"\n', "wrong_setting", "services.X"),
        ('[modalities]\nX = "phone"\n', "wrong_setting", "modalities.X"),
        ("[staff]\nX = 3\n", "wrong_setting", "staff.X"),
        ('[baseline_factors.travel]\ntimes = "x"\n', "missing_setting", "baseline_factors.travel.column"),
        ('[keep]\nage = "Age"\n', "no_such_column", "Age"),
    ],
)
def test_a_wrong_mapping_is_named_with_the_form_expected(derive, more, code, key):
    with pytest.raises(RecordsRefused) as refused:
        derive(rows("C 01-01 A"), more)
    assert (code, True) in {(problem.code, key in problem.words) for problem in refused.value.problems}


def test_extra_columns_and_baseline_factors_are_kept_in_the_units_asked(derive):
    text = "C,S1,2026-01-01,A,,,,,,31,0.5\nC,S2,2026-01-02,A,,,,,,31,0.5\n"
    more = '[keep]\nage = "Age"\n[baseline_factors.travel_minutes]\ncolumn = "Hours"\ntimes = 60\n'
    _, records = derive(text, more, header=HEADER.replace("\n", ",x,Age,Hours\n"))
    assert records.episodes["age"].to_list() == [31]
    assert records.factors.select("episode", "name", "number").rows() == [("C-1", "travel_minutes", 30.0)]


def test_an_export_without_status_holds_services_delivered(tmp_path):
    (tmp_path / "export.csv").write_text("who,day\nC,2026-01-01 14:30\n")
    mapping = (
        MAPPING.partition("[columns]")[0] + '[columns]\nclient = "who"\nday = "day"\n[forms]\nday = "%Y-%m-%d %H:%M"\n'
    )
    (tmp_path / "mapping.toml").write_text(mapping)
    derive_records(tmp_path / "export.csv", tmp_path / "mapping.toml", tmp_path / "out")
    (session,) = read_records(tmp_path / "out").sessions.to_dicts()
    assert (session["status"], session["scheduled_at"].hour) == ("attended", 14)
