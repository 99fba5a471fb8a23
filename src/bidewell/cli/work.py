"""bidewell work: the clinic's long work, beside its pages; and the command it runs each long job with."""

from pathlib import Path

import click

from bidewell import clinic
from bidewell.cli import options


@click.command()
@options.home
@click.option("--once", is_flag=True, help="Do what is due by now, and end.")
def work(home: Path | None, once: bool) -> None:
    """Keep forecasts fresh and do what is due: fits at night, messages, imports. Until stopped (Ctrl-C, SIGTERM).

    \b
    Examples:
      bidewell work
      bidewell work --once

    `bidewell serve` starts one by itself. Any number may run; what one of them takes no other does.
    """
    clinic.work(home, once)


@click.command(name="run-job", hidden=True)
@options.home
@click.argument("job", type=int)
def run_job(home: Path | None, job: int) -> None:
    """Run one job that a worker has claimed."""
    clinic.run_job(job, home)
