"""bidewell check: what is wrong or missing in a folder of records."""

import sys
from pathlib import Path

import click

from bidewell import verbs
from bidewell.cli import options
from bidewell.cli.exits import PROBLEMS_IN_RECORDS
from bidewell.cli.output import print_json, print_table, progress_on_terminal


@click.command()
@options.records_folder
@options.as_json
def check(folder: Path, as_json: bool) -> None:
    """Say what is wrong or missing in the records in DIR. Changes nothing and shows no client's values.

    \b
    Examples:
      bidewell check records
      bidewell check records --json > problems.json

    Exits with 1 where a problem must be mended before anything else works; warnings alone exit with 0.
    """
    with progress_on_terminal() as progress:
        progress("Checking the records")
        found = verbs.check(folder)
    if as_json:
        print_json(found.as_data())
    else:
        print_table(["table", "rows"], list(found.rows.items()))
        for problem in found.problems:
            click.echo(problem.sentence)
        click.echo(f"{len(found.errors)} to mend, {len(found.warnings)} to know about.")
    sys.exit(0 if found.is_readable else PROBLEMS_IN_RECORDS)
