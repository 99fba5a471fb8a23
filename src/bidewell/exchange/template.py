"""An empty records folder to fill in, as files and as a spreadsheet, with a filled example beside it."""

import io
from importlib.resources import files
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it has no types

from bidewell.exchange.dictionary import HEADINGS, csv_text, dictionary_rows
from bidewell.exchange.schema import TABLES
from bidewell.exchange.settings_text import SETTINGS_FILE
from bidewell.exchange.whole_files import folder_beside, move_into_place
from bidewell.exchange.writing import refuse_what_holds_something

SPREADSHEET = "template.xlsx"
EXAMPLE_FOLDER = "example"


def write_template(folder: Path) -> tuple[Path, ...]:
    """Write a template folder and return what is in it.

    program.toml with comments, a CSV with column names per table, the same as a spreadsheet with the data dictionary,
    and a folder `example` of invented rows. Raises FileExistsError where the folder already holds something.
    """
    refuse_what_holds_something(folder)
    with folder_beside(folder, for_owner_only=True) as beside:
        _fill(beside)
        move_into_place(beside, folder)
    return tuple(sorted(folder.iterdir()))


def _fill(folder: Path) -> None:
    settings = files("bidewell.exchange").joinpath("template.toml").read_text(encoding="utf-8")
    example = folder / EXAMPLE_FOLDER
    example.mkdir()
    for place in (folder, example):
        _write(place / SETTINGS_FILE, settings)
    for table in TABLES:
        _write(folder / f"{table.name}.csv", ",".join(table.column_names) + "\n")
        _write(example / f"{table.name}.csv", csv_text(table.name))
    (folder / SPREADSHEET).write_bytes(_spreadsheet())


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _spreadsheet() -> bytes:
    """A sheet per table whose cells are text, so that no identifier loses its zeros and no day is turned around."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        as_text, heading = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        for table in TABLES:
            sheet = book.add_worksheet(table.name)
            sheet.set_column(0, len(table.columns) - 1, 18, as_text)
            sheet.freeze_panes(1, 0)
            for position, column in enumerate(table.columns):
                sheet.write_string(0, position, column.name, heading)
                sheet.write_comment(0, position, f"{column.words}\n{column.expected}")
        _write_dictionary(book)
    return written.getvalue()


def _write_dictionary(book: Any) -> None:
    sheet = book.add_worksheet("dictionary")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for position, width in enumerate((12, 22, 8, 60, 60)):
        sheet.set_column(position, position, width, wrapped)
    for row, cells in enumerate([HEADINGS, *dictionary_rows()]):
        for position, cell in enumerate(cells):
            sheet.write_string(row, position, cell)
