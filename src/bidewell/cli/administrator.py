"""bidewell administrator: the first person of an installation."""

from pathlib import Path

import click

from bidewell import clinic
from bidewell.cli import options
from bidewell.cli.output import print_json


@click.command()
@click.argument("email", metavar="EMAIL")
@click.option("--name", metavar="NAME", required=True, help="Of the person, as colleagues know it.")
@click.option("--program", metavar="NAME", required=True, help="Made where it is missing.")
@click.option("--time-zone", metavar="ZONE", default="UTC", show_default=True, help="Of a new program.")
@options.home
@options.as_json
def administrator(email: str, name: str, program: str, time_zone: str, home: Path | None, as_json: bool) -> None:
    """Invite the first person of a program, who then invites everybody else, and print a link that works once.

    \b
    Example:
      bidewell administrator ada@example.org --name "Ada Reyes" --program Harbor --time-zone America/New_York

    Whoever opens the link chooses the password: hand it over like a key. A lost one is replaced by asking again.
    """
    link, is_new = clinic.add_administrator(email, name, program, time_zone, home)
    if as_json:
        print_json({"link": link, "program_made": is_new})
        return
    if is_new:
        click.echo(f"The program {program} is made.")
    click.echo("Open this link to choose a password; it works once, and for seven days:")
    click.echo(link)
