"""Records in and out again are the same records: by hand, simulated, and whatever hypothesis thinks of."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from bidewell import verbs
from bidewell.actions.exporting import export_records
from bidewell.actions.importing.folders import import_folder
from bidewell.actions.importing.new_programs import import_as
from bidewell.actions.importing.states import ImportState
from bidewell.exchange.reading import read_records
from bidewell.exchange.writing import write_records
from bidewell.records.models import CheckIn, Program
from tests.clinic.cast import NOW
from tests.clinic.exports import whole
from tests.conftest import ROOT
from tests.property.test_records_format import programs

pytestmark = pytest.mark.django_db
KEYS = {
    "episodes": ["episode"], "sessions": ["session"], "checkins": ["checkin", "item"],
    "assignments": ["episode", "therapist", "from"], "factors": ["episode", "name", "value", "from"],
}  # fmt: skip


def there_and_back(folder: Path, place: Path, file_format: str = "csv"):
    """What a folder holds, and what an export holds after it was taken in."""
    report = import_as("Round trip", folder, by=None, at=NOW)
    assert report.state is ImportState.DONE, report.problems
    export_records(Program.objects.get(name="Round trip"), place, by=None, at=NOW, file_format=file_format)
    return read_records(folder), read_records(place)


def assert_same(first, again):
    assert first.settings.__dict__ | {"name": ""} == again.settings.__dict__ | {"name": ""}
    for table, key in KEYS.items():
        before, after = (getattr(one, table).sort(key, nulls_last=True) for one in (first, again))
        assert_frame_equal(before, after, check_column_order=False, check_exact=True)


def test_a_small_export(tmp_path):
    assert_same(*there_and_back(whole(tmp_path / "first"), tmp_path / "again"))


@pytest.mark.parametrize("scenario", ["demo", "mandate-fades"])
def test_a_simulated_program(tmp_path, scenario):
    verbs.simulate(scenario, 60, 3, tmp_path / "first")
    assert_same(*there_and_back(tmp_path / "first", tmp_path / "again"))


def test_a_public_trial(tmp_path):
    example = ROOT / "examples" / "ctn0094"
    command = [sys.executable, str(example / "convert.py"), str(example / "data"), str(tmp_path / "first")]
    subprocess.run(command, check=True, capture_output=True)
    assert_same(*there_and_back(tmp_path / "first", tmp_path / "again"))


def test_a_second_round_changes_nothing(tmp_path):
    verbs.simulate("demo", 40, 3, tmp_path / "first")
    there_and_back(tmp_path / "first", tmp_path / "again")
    report = import_folder(Program.objects.get(), tmp_path / "again", by=None, at=NOW)
    assert sum(one.new + one.changed + one.kept for one in report.tables.values()) == 0


def test_who_may_see_the_answers_comes_back(tmp_path):
    folder = whole(tmp_path / "first")
    chosen = {"K1": "counted", "K2": "supervisor"}
    rows = pl.read_csv(folder / "checkins.csv", infer_schema=False)
    rows.with_columns(sharing=pl.col("checkin").replace_strict(chosen)).write_csv(folder / "checkins.csv")
    assert_same(*there_and_back(folder, tmp_path / "again"))
    assert dict(CheckIn.objects.values_list("key", "sharing")) == chosen


def test_columns_of_any_type_come_back(tmp_path):
    folder = whole(tmp_path / "first")
    (folder / "episodes.csv").unlink()
    pl.DataFrame(
        {"episode": ["X1", "X2"], "client": ["P1", "P2"], "start": ["2026-01-05", "2026-01-06"],
         "whole": [7, None], "number": [1.0, 1e300], "tiny": [-0.0, 5e-324], "flag": [True, None],
         "born": [None, "1990-05-01"], "text": ["02139", None]},
        strict=False,
    ).with_columns(pl.col("born").str.to_date()).write_parquet(folder / "episodes.parquet")  # fmt: skip
    first, again = there_and_back(folder, tmp_path / "again", "parquet")
    assert_same(first, again)


@given(programs(), st.sampled_from(["csv", "parquet"]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_records(db, records, file_format):
    place = Path(tempfile.mkdtemp())
    try:
        with transaction.atomic():
            folder = write_records(records, place / "first", file_format)
            assert_same(*there_and_back(folder, place / "again", file_format))
            transaction.set_rollback(True)
    finally:
        shutil.rmtree(place)
