"""bidewell backup: everything an installation holds, in one archive."""

from pathlib import Path

import click

from bidewell import clinic
from bidewell.cli import options
from bidewell.cli.output import print_json, progress_on_terminal


@click.command()
@click.argument("archive", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@options.home
@click.option("--verify", is_flag=True, help="Check FILE, an earlier backup, instead of writing it.")
@options.force
@options.as_json
def backup(archive: Path, home: Path | None, verify: bool, force: bool, as_json: bool) -> None:
    """Write everything the installation holds to FILE, as of one moment. People may go on working meanwhile.

    \b
    Examples:
      bidewell backup clinic.zip
      bidewell backup clinic.zip --verify

    FILE holds clients' answers: it can be read by its owner only. Keep clinic.toml and secret.key of the home folder
    too, elsewhere: they are not in it.
    """
    if not verify:
        options.refuse_to_replace(archive, force)
    with progress_on_terminal() as progress:
        manifest = (clinic.check_backup if verify else clinic.backup)(archive, home, progress)
    if as_json:
        print_json(manifest.as_data())
        return
    click.echo(f"{archive}: {manifest.rows} rows in {len(manifest.tables)} tables, by Bidewell {manifest.bidewell}.")
    click.echo(
        "Every row is as it was written." if verify else f"Check it at any time: bidewell backup {archive} --verify"
    )
