"""What `bidewell init` writes can be filled in and read at once."""

import zipfile

import pytest

from bidewell.exchange.check import check_records
from bidewell.exchange.reading import read_records
from bidewell.exchange.schema import TABLES
from bidewell.exchange.template import write_template


def test_a_template_is_empty_and_otherwise_without_problems(tmp_path):
    write_template(tmp_path / "records")
    assert [problem.code for problem in check_records(tmp_path / "records").problems] == ["empty_program"]


def test_the_example_beside_it_is_read_without_problems(tmp_path):
    write_template(tmp_path / "records")
    assert check_records(tmp_path / "records" / "example").problems == ()
    assert read_records(tmp_path / "records" / "example").episodes.height == 3


def test_every_table_has_a_file_with_its_columns_and_a_sheet(tmp_path):
    written = {path.name: path for path in write_template(tmp_path / "records")}
    for table in TABLES:
        assert written[f"{table.name}.csv"].read_text() == ",".join(table.column_names) + "\n"
    with zipfile.ZipFile(written["template.xlsx"]) as book:
        sheets = book.read("xl/workbook.xml").decode()
    assert all(f'name="{name}"' in sheets for name in [*(table.name for table in TABLES), "dictionary"])


def test_a_template_is_never_written_over_records(tmp_path):
    (tmp_path / "episodes.csv").write_text("mine")
    with pytest.raises(FileExistsError):
        write_template(tmp_path)
