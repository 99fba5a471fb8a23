"""bidewell init: a template folder for a program's records."""

from pathlib import Path

import click

from bidewell import verbs
from bidewell.cli import options
from bidewell.cli.output import print_json


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.as_json
def init(folder: Path, as_json: bool) -> None:
    """Write a template records folder to DIR: program.toml, a CSV file per table, and the same as a spreadsheet.

    \b
    Example:
      bidewell init records

    DIR must be new or empty: records are never written over.
    """
    written = verbs.init(folder)
    if as_json:
        print_json({"folder": str(folder), "files": [path.name for path in written]})
        return
    for path in written:
        click.echo(path)
    click.echo(f"Fill in program.toml and the tables, then: bidewell check {folder}")
