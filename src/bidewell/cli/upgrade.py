"""bidewell upgrade: an installation brought up to this version."""

from pathlib import Path

import click

from bidewell import clinic
from bidewell.cli import options
from bidewell.cli.output import print_json, progress_on_terminal


@click.command()
@options.home
@options.as_json
def upgrade(home: Path | None, as_json: bool) -> None:
    """Bring the installation up to this version of Bidewell: its database, its style sheets. The first step of all.

    \b
    Example:
      bidewell upgrade

    Make a backup first. A database that a newer version has changed is refused and left as it is.
    """
    with progress_on_terminal() as progress:
        progress("Upgrading")
        done = clinic.upgrade(home)
    if as_json:
        print_json({"migrations": done.migrations, "gathered": done.gathered})
        return
    click.echo(f"Database: {len(done.migrations)} steps taken." if done.migrations else "Database: nothing to do.")
    click.echo("Style sheets and scripts: gathered." if done.gathered else "Style sheets and scripts: nothing to do.")
