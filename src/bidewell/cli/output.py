"""What commands print: answers to standard output, progress and everything else to standard error."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from bidewell.verbs import Progress, quietly

WIDTH_OF_A_FILE = 200


def print_json(document: Any) -> None:
    """One document for a machine. Dates become ISO 8601 text; a number that is none would be no JSON and is refused."""
    click.echo(json.dumps(document, default=str, ensure_ascii=False, indent=2, allow_nan=False))


def print_warning(words: str) -> None:
    """What a person should know of an answer that is given all the same."""
    click.echo(f"Warning: {words}", err=True)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A plain table: the first column to the left, the others to the right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", overflow="fold")
    for row in rows:
        # Text, not markup: a name from the records may hold square brackets.
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    # A file or a pipe has no width; a row that is cut or folded there could not be read back.
    Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE).print(table)


@contextmanager
def progress_on_terminal() -> Iterator[Progress]:
    """Says on a terminal what long work is at; silent where nobody watches."""
    if not sys.stderr.isatty():
        yield quietly
        return
    from rich.console import Console

    with Console(stderr=True).status("Starting") as status:
        yield lambda words: status.update(words)
