"""A disk that is full in the middle: what was there stays, nothing half-written is left, and the error says where.

The disk is played by the system's own limit on a file's size: of what is written, only so much is taken.
"""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bidewell.exchange.arviz_file import write_arviz
from bidewell.exchange.file_format import FILE_FORMATS, FileFormat
from bidewell.exchange.saved_model import load_model, save_model
from bidewell.exchange.template import write_template
from bidewell.exchange.whole_files import write_whole
from bidewell.exchange.writing import write_records
from tests.fitted_programs import program
from tests.forecasted_programs import forecasted


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file grows beyond `size` bytes."""
    usual, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        signal.signal(signal.SIGXFSZ, handler)


def refused(place: Path) -> None:
    """Nothing is beside the place, and the error names it."""
    assert [path.name for path in place.parent.iterdir() if path != place] == []


def test_of_a_file_the_earlier_one_stays(tmp_path: Path) -> None:
    place = write_whole(tmp_path / "report.html", "old", for_owner_only=False)
    with room_for(1000), pytest.raises(OSError) as full:
        write_whole(place, "new" * 1000, for_owner_only=False)
    assert full.value.filename == str(place) and place.read_text() == "old"
    refused(place)


@pytest.mark.parametrize("size", [100, 10_000, 30_000])
def test_of_a_saved_program_the_earlier_one_stays(tmp_path: Path, size: int) -> None:
    saved = forecasted().saved
    place = save_model(saved, tmp_path / "model")
    with room_for(size), pytest.raises(OSError) as full:
        save_model(saved, place, replace=True)
    assert full.value.filename == str(place) and load_model(place).digest == saved.digest
    refused(place)


@pytest.mark.parametrize("file_format", FILE_FORMATS)
def test_of_records_nothing_is_left(tmp_path: Path, file_format: FileFormat) -> None:
    place = tmp_path / "records"
    with room_for(1000), pytest.raises(OSError) as full:
        write_records(program("demo", 40), place, file_format)
    assert full.value.filename == str(place) and not place.exists()
    refused(place)


@pytest.mark.parametrize("size", [100, 5000])
def test_of_a_template_nothing_is_left(tmp_path: Path, size: int) -> None:
    """The second size has room for the tables, and none for the spreadsheet."""
    place = tmp_path / "records"
    with room_for(size), pytest.raises(OSError) as full:
        write_template(place)
    assert full.value.filename == str(place) and not place.exists()
    refused(place)


def test_of_a_fit_for_arviz_the_earlier_file_stays_and_the_process_lives(tmp_path: Path) -> None:
    place = tmp_path / "fit.nc"
    place.write_bytes(b"old")
    with room_for(4096), pytest.raises(OSError) as full:
        write_arviz(forecasted().fitted, place)
    assert full.value.filename == str(place) and place.read_bytes() == b"old"
    refused(place)
