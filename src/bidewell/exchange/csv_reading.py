"""A CSV file as a frame of text, however a spreadsheet saved it, with every oddity told."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bidewell.exchange.csv_layout import Layout, layout_of
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import Problem

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
FIRST_ROW = 2  # a spreadsheet's first row holds the column names


@dataclass(frozen=True)
class CsvText:
    """What a CSV file holds. Without `frame` its shape was too broken to read. Columns are named by position."""

    names: tuple[str, ...]
    frame: pl.DataFrame | None
    separator: str
    problems: tuple[Problem, ...]


def read_csv_text(data: bytes, file: str, known_names: Sequence[str]) -> CsvText:
    """Read CSV bytes. `known_names` help to tell the separator; nothing is guessed from the cells."""
    text, problems = _as_utf8(data, file)
    if text is None:
        return CsvText((), None, ",", tuple(problems))
    header, body = _split_header(text)
    separator = _separator_of(header, known_names)
    problems += _separator_problems(separator, file)
    names = _names_of(header, separator)
    layout = layout_of(body, separator)
    shape = _shape_problems(layout, len(names), file)
    is_broken = any(problem.code in ("stray_quotes", "open_quote") for problem in shape)
    frame = None if is_broken else _body_frame(body, len(names), separator)
    if frame is None and not is_broken:
        shape.append(found("unreadable_file", file=file))
    return CsvText(names, frame, separator, (*problems, *shape))


def _as_utf8(data: bytes, file: str) -> tuple[bytes | None, list[Problem]]:
    """The file as UTF-8 with line breaks that end it, or None where it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [found("utf_16", file=file)]
    if b"\x00" in data:
        return None, [_nul_bytes(data, file)]
    text, problems = data.removeprefix(b"\xef\xbb\xbf"), []
    if not _is_utf8(text):
        try:
            text = text.decode("windows-1252").encode()
        except UnicodeDecodeError:
            return None, [found("unknown_encoding", file=file)]
        problems.append(found("windows_1252", file=file))
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    if not text.strip():
        return None, [*problems, found("empty_file", file=file)]
    return text if text.endswith(b"\n") else text + b"\n", problems


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _nul_bytes(data: bytes, file: str) -> Problem:
    view = np.frombuffer(data, dtype=np.uint8)
    rows = np.unique(np.searchsorted(np.flatnonzero(view == ord("\n")), np.flatnonzero(view == 0))) + 1
    return found("nul_bytes", file=file, rows=tuple(rows[:5].tolist()), count=len(rows))


def _split_header(text: bytes) -> tuple[bytes, bytes]:
    """The first record and the rest; column names have no line breaks."""
    header, _, body = text.partition(b"\n")
    return header, body


def _separator_of(header: bytes, known_names: Sequence[str]) -> str:
    """The separator under which the first row holds most known names; a comma where nothing speaks against it."""
    known = set(known_names)
    return max(SEPARATORS, key=lambda separator: len(known & set(_names_of(header, separator))))


def _names_of(header: bytes, separator: str) -> tuple[str, ...]:
    try:
        rows = list(csv.reader(io.StringIO(header.decode()), delimiter=separator))
    except csv.Error:
        return ()
    return tuple(name.strip() for name in rows[0]) if rows else ()


def _separator_problems(separator: str, file: str) -> list[Problem]:
    if separator == ",":
        return []
    code = "semicolons" if separator == ";" else "other_separator"
    return [found(code, file=file, name=SEPARATORS[separator])]


def _shape_problems(layout: Layout, columns: int, file: str) -> list[Problem]:
    problems = []
    ragged = np.flatnonzero((layout.cells != columns) & ~layout.blank)
    if layout.open_quote:
        problems.append(found("open_quote", file=file))
    elif len(ragged):
        expected = f"{columns} cells in every row"
        problems.append(_at_records("ragged_rows", ragged, file, expected))
    if len(layout.stray):
        problems.append(_at_records("stray_quotes", layout.stray, file))
    return problems


def _at_records(code: str, records: NDArray[np.int64], file: str, expected: str = "") -> Problem:
    rows = tuple((records[:5] + FIRST_ROW).tolist())
    return found(code, file=file, rows=rows, count=len(records), expected=expected)


def _body_frame(body: bytes, columns: int, separator: str) -> pl.DataFrame | None:
    """The cells as text, one column per name, by position. None where the reader gives up."""
    schema = {str(position): pl.String() for position in range(columns)}
    if not body or not columns:
        return pl.DataFrame(schema=schema)
    header = separator.join(schema).encode() + b"\n"
    try:
        return pl.read_csv(header + body, schema=schema, separator=separator, truncate_ragged_lines=True, glob=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
