"""bidewell import: a folder of records into the clinic, and out again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bidewell import clinic
from bidewell.cli import options
from bidewell.cli.exits import PROBLEMS_IN_RECORDS
from bidewell.cli.output import print_json, print_table, progress_on_terminal

if TYPE_CHECKING:
    from bidewell.actions.importing.report import ImportReport


@click.command("import")
@click.argument("folder", metavar="DIR", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@options.home
@click.option("--program", metavar="NAME", help="The program to take them into; the one program.toml names by default.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken in, and keep nothing.")
@click.option("--undo", metavar="BATCH", help="Take back an import, by the reference that its report ends with.")
@options.as_json
def import_records(
    folder: Path | None, home: Path | None, program: str | None, dry_run: bool, undo: str | None, as_json: bool
) -> None:
    """Take the records in DIR into the clinic. An export need not be whole: it may hold a night's sessions alone.

    \b
    Examples:
      bidewell import records --dry-run
      bidewell import records
      bidewell import --undo 3f2b8c1e-...

    A program that is not there yet is made. The same folder again changes nothing, and a late correction is accepted.
    Exits with 1 where the records have problems: nothing is changed then.
    """
    if (folder is None) == (undo is None):
        raise click.UsageError("Give a folder of records, or --undo with the reference of an import.")
    if undo is not None:
        clinic.undo_import(undo, home)
        click.echo("The import is taken back.")
        return
    assert folder is not None
    with progress_on_terminal() as progress:
        report = clinic.import_records(folder, program, home, dry_run, progress)
    print_json(report.as_data()) if as_json else _print(report)
    sys.exit(0 if report.is_accepted else PROBLEMS_IN_RECORDS)


def _print(report: "ImportReport") -> None:
    columns = ("new", "changed", "same", "kept", "absent")
    rows = [(name, *(getattr(table, column) for column in columns)) for name, table in report.tables.items()]
    if rows:
        print_table(["table", "new", "changed", "same", "left as here", "only here"], rows)
    for problem in report.problems:
        click.echo(problem.sentence)
    for table, count in report.unmatched.items():
        click.echo(
            f"{table}: {count} rows point to nothing here; they are listed, and tried again with the next import."
        )
    if report.resolved:
        click.echo(f"{report.resolved} rows that had been listed before could be placed.")
    click.echo(_WORDS[str(report.state)].format(program=report.program, batch=report.batch))


_WORDS = {
    "done": "Taken into {program}. Take it back with: bidewell import --undo {batch}",
    "tried": "A dry run: nothing was kept. {program} is as it was.",
    "same": "{program} has exactly this folder already. Nothing was changed.",
    "refused": "Nothing was changed. Mend what is an error, then import again.",
}
