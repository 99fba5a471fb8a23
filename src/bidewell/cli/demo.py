"""bidewell demo: the main job on a program that never was."""

from pathlib import Path

import click

from bidewell import verbs
from bidewell.cli.output import print_json, progress_on_terminal


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    default=Path("demo"),
    show_default=True,
    help="Where; an earlier demo there is replaced.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
def demo(out: Path, as_json: bool) -> None:
    """Simulate a program, labelled as such, fit it, and write its report: about a minute.

    \b
    Example:
      bidewell demo
    """
    with progress_on_terminal() as progress:
        page = verbs.demo(out, progress)
    files = {"records": out / "records", "page": page, "document": out / "report.json"}
    if as_json:
        print_json({name: str(path) for name, path in files.items()})
        return
    click.echo(f"The report of a simulated program is in {page.resolve()}")
    click.echo(f"Open it in a browser: {page.resolve().as_uri()}")
    click.echo(f"Its records are in {files['records']}, its data in {files['document']}.")
