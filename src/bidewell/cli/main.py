"""The `bidewell` command: its table of commands, and one place where an error becomes a sentence and an exit code."""

import signal
import sys

import click

from bidewell import __version__
from bidewell.cli.administrator import administrator
from bidewell.cli.audit import audit
from bidewell.cli.backup import backup
from bidewell.cli.check import check
from bidewell.cli.demo import demo
from bidewell.cli.derive import derive
from bidewell.cli.exits import EXIT_CODES, INTERRUPTED, STOPPED, explain
from bidewell.cli.export import export
from bidewell.cli.fit import fit
from bidewell.cli.forecast import forecast
from bidewell.cli.import_ import import_records
from bidewell.cli.init import init
from bidewell.cli.plan import plan
from bidewell.cli.rank import rank
from bidewell.cli.report import report
from bidewell.cli.restore import restore
from bidewell.cli.serve import serve
from bidewell.cli.simulate import simulate
from bidewell.cli.upgrade import upgrade
from bidewell.cli.validate import validate
from bidewell.cli.why import why
from bidewell.cli.work import run_job, work

COMMANDS = (
    init, check, derive, why, fit, forecast, rank, report, validate, plan, simulate, demo,
    upgrade, administrator, import_records, export, serve, backup, restore, audit, work, run_job,
)  # fmt: skip

EPILOG = "\b\nExit codes:\n" + "\n".join(f"{code:>3}  {words}" for code, words in EXIT_CODES.items())


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="bidewell %(version)s")
def bidewell() -> None:
    """Who stays in treatment, who may leave, and what goes with staying.

    Records go in as a folder (bidewell init writes a template); out come a report, forecasts and a ranking.
    Intervals are 90 % everywhere. Answers go to standard output, all else to standard error.
    """


for command in COMMANDS:
    bidewell.add_command(command)


def _stop(*_: object) -> None:
    sys.exit(STOPPED)


def main() -> None:
    """Run a command; say what went wrong in one sentence, without a traceback."""
    # Told to stop by the system, a command tidies up as it does at the keyboard: half of a file may hold clients.
    signal.signal(signal.SIGTERM, _stop)
    try:
        bidewell.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(INTERRUPTED)
    except Exception as error:  # the last line of defence: an unexpected error must not print a client's values
        sentence, code = explain(error)
        click.echo(f"Error: {sentence}", err=True)
        sys.exit(code)
