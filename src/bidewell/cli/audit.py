"""bidewell audit: seals over the audit trail, and whether the trail still agrees with them."""

import sys
from pathlib import Path

import click

from bidewell import clinic
from bidewell.cli import options
from bidewell.cli.exits import TRAIL_NOT_SOUND
from bidewell.cli.output import print_json


@click.group()
def audit() -> None:
    """Check or seal the audit trail: who read and changed what."""


@audit.command()
@options.home
@click.option("--head", metavar="DIGEST", help="A digest kept elsewhere, as this command printed it: it must be there.")
@options.as_json
def verify(home: Path | None, head: str | None, as_json: bool) -> None:
    """Say whether lines of the audit trail were altered, removed or slipped in since they were sealed.

    \b
    Examples:
      bidewell audit verify
      bidewell audit verify --head 9f2c... --json

    Keep the newest digest where nobody who can write to the database can: without it, seals cut off at the end do not
    show. Exits with 5 where something does not agree.
    """
    report = clinic.audit_verify(home, head)
    if as_json:
        print_json(report.as_data())
    else:
        click.echo(f"{report.events} lines under {report.seals} seals, {report.unsealed} of them not sealed yet.")
        for problem in report.problems:
            click.echo(f"Seal {problem.seal}: {problem.words}" if problem.seal else problem.words)
        click.echo(
            "The trail agrees with its seals." if report.is_sound else "The trail does NOT agree with its seals."
        )
        click.echo(f"Newest digest: {report.head}")
    sys.exit(0 if report.is_sound else TRAIL_NOT_SOUND)


@audit.command()
@options.home
def seal(home: Path | None) -> None:
    """Seal all lines now. The clinic does so by itself every minute.

    \b
    Examples:
      bidewell audit seal
    """
    click.echo(f"{clinic.audit_seal(home)} lines sealed.")
