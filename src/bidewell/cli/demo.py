"""bidewell demo: the clinic, running, with a program that never was."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bidewell import clinic
from bidewell.cli.output import print_table, progress_on_terminal

if TYPE_CHECKING:
    from bidewell.actions.demo.making import Demo


@click.command()
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    default=Path("demo"),
    show_default=True,
    help="Where; an earlier demo there is replaced.",
)
@click.option(
    "--listen", metavar="HOST:PORT", default="127.0.0.1:8000", show_default=True, help="Where a browser finds it."
)
def demo(home: Path, listen: str) -> None:
    """Make a labelled demo program, two sites, eight therapists, 300 clients in a year, and serve it until stopped.

    \b
    Example:
      bidewell demo

    Every person is made up. It prints the address and a sign-in for each role; the first fit follows within a minute.
    """
    with progress_on_terminal() as progress:
        made = clinic.make_demo(home, listen, progress)
    clinic.serve(home, listen, on_start=lambda: _say(made, listen))


def _say(made: "Demo", listen: str) -> None:
    print_table(["role", "e-mail", "password"], [(one.role, one.email, one.password) for one in made.sign_ins])
    click.echo(f"A client's check-in: {made.check_in}")
    click.echo(f"Open http://{listen} and sign in; stop with Ctrl-C. Forecasts appear once the first fit is done.")
