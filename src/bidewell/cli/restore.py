"""bidewell restore: an installation from its backup."""

from pathlib import Path

import click

from bidewell import clinic
from bidewell.cli import options
from bidewell.cli.output import print_json, progress_on_terminal


@click.command()
@click.argument("archive", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.home
@options.as_json
def restore(archive: Path, home: Path | None, as_json: bool) -> None:
    """Fill an empty installation from FILE, a backup, and read every row back to compare it.

    \b
    Example:
      bidewell restore clinic.zip --home /srv/bidewell

    The database may be of the other kind than the one backed up. All of it is restored, or nothing.
    """
    with progress_on_terminal() as progress:
        manifest = clinic.restore(archive, home, progress)
    if as_json:
        print_json(manifest.as_data())
        return
    click.echo(f"{manifest.rows} rows in {len(manifest.tables)} tables restored, and every one read back as it was.")
    click.echo("Everybody signs in anew. Put back secret.key and clinic.toml if they were kept.")
