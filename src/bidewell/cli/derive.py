"""bidewell derive: records from an export that knows services and discharges, but no episodes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bidewell import verbs
from bidewell.cli import options
from bidewell.cli.exits import PROBLEMS_IN_RECORDS
from bidewell.cli.output import print_json, progress_on_terminal

if TYPE_CHECKING:
    from bidewell.exchange.derive import DeriveReport


@click.command()
@click.argument("export", metavar="EXPORT", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    required=True,
    help="What the export's columns, codes and names are in the record format, and where episodes are cut (TOML).",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="A new or empty folder; without it nothing is kept."
)
@options.as_json
def derive(export: Path, mapping: Path, out: Path | None, as_json: bool) -> None:
    """Make a records folder from EXPORT, a file of services. Without --out it says what would be made.

    \b
    Examples:
      bidewell derive services.csv --mapping mapping.toml
      bidewell derive services.csv --mapping mapping.toml --out records

    DIR gets the records and row-report.csv: every row of the export that became no session, and why.
    Exits with 1 where the records that were made have problems to mend.
    """
    with progress_on_terminal() as progress:
        progress("Deriving episodes")
        derived = verbs.derive(export, mapping, out)
    if as_json:
        print_json(derived.as_data())
    else:
        _say(derived, out)
    sys.exit(0 if derived.check.is_readable else PROBLEMS_IN_RECORDS)


def _say(derived: "DeriveReport", out: Path | None) -> None:
    click.echo(f"{derived.rows_read} rows read: {derived.sessions} sessions in {derived.episodes} episodes,")
    click.echo(f"  {derived.never_started} never started; {derived.left_out.height} rows left out.")
    for reason, count in derived.cuts.items():
        click.echo(f"  episodes parted by {reason}: {count}")
    for problem in (*derived.told, *derived.check.problems):
        click.echo(problem.sentence)
    click.echo("Nothing was kept: name a folder with --out." if out is None else f"Written to {out}.")
