"""bidewell report: who stays, and what goes with staying, as a page and as data."""

from pathlib import Path

import click

from bidewell import verbs
from bidewell.cli import options
from bidewell.cli.output import print_json, progress_on_terminal


@click.command()
@options.records_folder
@click.option("--out", type=options.A_FILE, metavar="FILE", required=True, help="The page (HTML).")
@options.data_file("The same as data, with each client's forecast: for its owner only; - prints it instead of text.")
@options.definition
@options.grid
@options.adjust
@click.option(
    "--by", callback=options.names, metavar="COLUMN", help="Show retention by these columns too, as in payer,sex."
)
@options.language
@click.option("--with-clients", is_flag=True, help="Show each current client on the page as well.")
@click.option("--with-validation", is_flag=True, help="Test the forecasts on the past as well: bidewell validate.")
@options.with_sensitivity
@options.nuts
@options.seed
@options.force
def report(
    folder: Path,
    out: Path,
    json_out: Path | None,
    definition: str,
    grid: verbs.Grid,
    adjust: tuple[str, ...],
    by: tuple[str, ...],
    language: str,
    with_clients: bool,
    with_validation: bool,
    with_sensitivity: bool,
    nuts: bool,
    seed: int,
    force: bool,
) -> None:
    """Fit the records in DIR and write the report: one HTML file that opens anywhere and asks nobody for anything.

    \b
    Examples:
      bidewell report records --out report.html
      bidewell report records --out informe.html --json report.json --language es --by payer --adjust age,sex
      bidewell report records --out report.html --nuts --with-sensitivity

    The page is aggregate: cells of fewer than 11 people are not shown, and clients only with --with-clients. Where
    nothing can be fitted yet, the records are described, and the page says so.
    """
    data_file = None if json_out == options.PRINTED else json_out
    options.refuse_places(out, data_file, force=force)
    with progress_on_terminal() as progress:
        document = verbs.report(
            folder,
            out,
            json_out=data_file,
            definition=definition,
            grid=grid,
            adjust=adjust,
            by=by,
            language=language,
            with_clients=with_clients,
            with_validation=with_validation,
            with_sensitivity=with_sensitivity,
            nuts=nuts,
            seed=seed,
            progress=progress,
        )
    if json_out == options.PRINTED:
        print_json(document)
        return
    click.echo(document["verdict"]["words"])
    if document["sensitivity"]:
        click.echo(document["sensitivity"]["words"])
    click.echo(f"The report is in {out}" + (f", its data in {json_out}." if json_out else "."))
