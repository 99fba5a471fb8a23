"""bidewell why: why a client is counted, or not."""

from pathlib import Path

import click

from bidewell import verbs
from bidewell.cli import options
from bidewell.cli.output import print_json


@click.command()
@options.records_folder
@click.argument("episode", metavar="EPISODE")
@options.definition
@options.as_json
def why(folder: Path, episode: str, definition: str, as_json: bool) -> None:
    """Say why an episode in DIR is not counted, or as what it is. EPISODE is an episode's id or a client's.

    \b
    Examples:
      bidewell why records E0001
      bidewell why records E0001 --definition recorded_reason
    """
    answers = verbs.why(folder, episode, definition)
    if as_json:
        print_json([answer.as_data() for answer in answers])
        return
    for answer in answers:
        click.echo(f"{answer.episode}: {answer.words}.")
        if answer.last_contact_on:
            click.echo(f"  last attended session {answer.last_contact_on}, of {answer.contacts}")
            click.echo(f"  window {answer.window_days} days; complete through {answer.complete_through}")
    click.echo(f"By the definition {definition}: {verbs.definitions()[definition].lower()}.")
