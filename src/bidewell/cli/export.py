"""bidewell export: the clinic's records as a folder."""

from pathlib import Path

import click

from bidewell import clinic
from bidewell.cli import options
from bidewell.cli.output import print_json, print_table, progress_on_terminal
from bidewell.exchange.file_format import FileFormat


@click.command()
@click.argument("out", metavar="OUT", type=click.Path(file_okay=False, path_type=Path))
@options.home
@click.option("--program", metavar="NAME", required=True, help="The program whose records are written.")
@options.file_format
@options.as_json
def export(out: Path, home: Path | None, program: str, file_format: FileFormat, as_json: bool) -> None:
    """Write a program's records to OUT, a new or empty folder, in the format they came in.

    \b
    Example:
      bidewell export records --program Harbor

    No forecast and no free text is in it. OUT holds clients' records: only its owner can enter it.
    """
    with progress_on_terminal() as progress:
        progress("writing the records")
        made = clinic.export_records(program, out, home, file_format)
    if as_json:
        print_json({"folder": str(out), **made.found.as_data()})
        return
    print_table(["table", "rows"], list(made.found.rows.items()))
    for problem in made.found.errors:
        click.echo(problem.sentence)
    click.echo(f"The records of {program} are in {out}.")
