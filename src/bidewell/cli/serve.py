"""bidewell serve: the clinic's pages, for production."""

from pathlib import Path

import click

from bidewell import clinic
from bidewell.cli import options


@click.command()
@options.home
@click.option(
    "--listen", metavar="HOST:PORT", default="127.0.0.1:8000", show_default=True, help="Where a proxy finds the pages."
)
def serve(home: Path | None, listen: str) -> None:
    """Serve the clinic's pages, and do its long work beside them, until stopped (Ctrl-C, SIGTERM).

    \b
    Examples:
      bidewell serve
      bidewell serve --home /srv/bidewell --listen 127.0.0.1:9000

    Speaks plain HTTP to a proxy that has the certificate; docs/running.md shows one.
    """
    clinic.serve(home, listen, on_start=lambda: click.echo(f"Serving on http://{listen}"))
