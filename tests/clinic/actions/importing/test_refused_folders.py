"""A folder with errors changes nothing; its problems are kept by file, row and column, and show no client's value."""

import polars as pl
import pytest

from bidewell.actions.importing.folders import import_folder
from bidewell.actions.importing.new_programs import import_as
from bidewell.actions.importing.states import ImportState
from bidewell.records.models import Client, Episode, ImportBatch, Program
from tests.clinic.cast import NOW
from tests.clinic.exports import SETTINGS, export, whole

pytestmark = pytest.mark.django_db


def take(cast, folder, **more):
    return import_folder(cast.program, folder, by=None, at=NOW, **more)


def codes(report):
    return {problem.code for problem in report.problems}


def test_problems_are_kept_with_file_row_and_column(cast, tmp_path):
    report = take(cast, whole(tmp_path / "wrong", episodes=["X1,P1,North,05/01/2026,,,34"]))
    assert report.state is ImportState.REFUSED
    assert not Client.objects.filter(key="P1").exists()
    batch = ImportBatch.objects.get()
    assert batch.state == ImportState.REFUSED and str(batch.ref) == report.batch
    problem = batch.report["problems"][0]
    assert (problem["file"], problem["rows"], problem["column"]) == ("episodes.csv", [2], "start")
    assert "05/01/2026" not in str(batch.report)


def test_a_dry_run_of_a_refused_folder_keeps_nothing(cast, tmp_path):
    report = take(cast, whole(tmp_path / "wrong", episodes=["X1,P1,North,05/01/2026,,,34"]), dry_run=True)
    assert report.state is ImportState.REFUSED and not ImportBatch.objects.exists()


def test_a_folder_that_is_none_is_refused(cast, tmp_path):
    assert codes(take(cast, tmp_path / "nowhere")) == {"no_folder"}


def test_text_longer_than_its_place_is_refused(cast, tmp_path):
    report = take(
        cast,
        whole(
            tmp_path / "long",
            factors=[f"X1,{'n' * 101},1,,"],
            sessions=[f"A1,X1,2026-01-05T10:00-05:00,attended,{'s' * 201}|T1,"],
        ),
    )
    long = {(problem.file, problem.column) for problem in report.problems if problem.code == "long_cells"}
    assert long == {("factors.csv", "name"), ("sessions.csv", "staff")}


def test_text_that_a_database_cannot_hold_is_refused(cast, tmp_path):
    folder = whole(tmp_path / "nul")
    (folder / "episodes.csv").unlink()
    pl.DataFrame({"episode": ["X1", "X2"], "client": ["P\0", "P2"], "note": ["a\0", "b"]}).write_parquet(
        folder / "episodes.parquet"
    )
    assert "nul_bytes" in codes(take(cast, folder))


def test_a_column_that_is_no_cell_is_refused(cast, tmp_path):
    folder = whole(tmp_path / "lists")
    (folder / "episodes.csv").unlink()
    pl.DataFrame({"episode": ["X1", "X2"], "client": ["P1", "P2"], "more": [[1], [2]]}).write_parquet(
        folder / "episodes.parquet"
    )
    assert "wrong_type" in codes(take(cast, folder))


def test_an_export_of_another_time_zone_is_refused(cast, tmp_path):
    folder = whole(tmp_path / "zone")
    text = SETTINGS.format(name="Harbor", extract_date="2026-03-01").replace("America/New_York", "UTC")
    (folder / "program.toml").write_text(text, encoding="utf-8")
    assert "wrong_setting" in codes(take(cast, folder))


def test_an_export_of_another_program_is_refused(cast, tmp_path):
    report = take(cast, whole(tmp_path / "other", name="Elsewhere"))
    assert report.state is ImportState.REFUSED
    assert "Elsewhere" not in str(report.as_data()["problems"])


def test_a_program_is_made_from_its_records(db, tmp_path):
    report = import_as(None, whole(tmp_path / "first", name="Quay"), by=None, at=NOW)
    program = Program.objects.get(name="Quay")
    assert report.state is ImportState.DONE and program.time_zone == "America/New_York"
    assert Episode.objects.filter(program=program).count() == 2


def test_a_program_may_have_another_name_here(db, tmp_path):
    import_as("Pier", whole(tmp_path / "first", name="Quay"), by=None, at=NOW)
    assert Program.objects.get().name == "Pier"


def test_a_refused_folder_or_a_dry_run_makes_no_program(db, tmp_path):
    assert (
        import_as(None, export(tmp_path / "wrong", episodes=["X1,,,,,,"]), by=None, at=NOW).state is ImportState.REFUSED
    )
    assert import_as(None, whole(tmp_path / "first"), by=None, at=NOW, dry_run=True).state is ImportState.TRIED
    assert not Program.objects.exists()


def test_a_folder_that_is_another_programs_makes_no_program_of_another_name(db, tmp_path):
    import_as(None, whole(tmp_path / "first", name="Quay"), by=None, at=NOW)
    report = import_as("Pier", whole(tmp_path / "second", name="Quay"), by=None, at=NOW)
    assert report.state is ImportState.REFUSED and report.problems
    assert Program.objects.get().name == "Quay"
