"""bidewell forecast: each current client's chance of staying."""

from datetime import datetime
from pathlib import Path

import click

from bidewell import verbs
from bidewell.cli import options
from bidewell.cli.output import print_json, print_warning


@click.command()
@click.argument("model", metavar="MODEL", type=click.Path(exists=True, file_okay=False, path_type=Path))
@options.records_folder
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day to stand on; the extract date by default.",
)
@click.option(
    "--out",
    type=options.A_FILE,
    metavar="FILE",
    required=True,
    help="A .csv table, or JSON under any other name.",
)
@options.force
@options.as_json
def forecast(model: Path, folder: Path, as_of: datetime | None, out: Path, force: bool, as_json: bool) -> None:
    """Forecast, for each client in care, the chance of staying, with its range and reasons.

    \b
    Examples:
      bidewell forecast model records --out forecasts.json
      bidewell forecast model records --as-of 2026-03-31 --out forecasts.csv

    Nothing later than --as-of is used. FILE tells of single clients: it can be read by its owner only.
    """
    options.refuse_to_replace(out, force)
    forecasts = verbs.forecast(model, folder, out, as_of=as_of.date() if as_of else None, warn=print_warning)
    if as_json:
        print_json({"file": str(out), "clients": len(forecasts)})
        return
    click.echo(f"{len(forecasts)} clients in care: forecasts in {out}")
