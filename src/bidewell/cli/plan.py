"""bidewell plan: before there are data, what can be told after how many months."""

import re

import click

from bidewell import verbs
from bidewell.cli import options
from bidewell.cli.output import print_json, print_table, progress_on_terminal

MONTHS_IN = {"week": 7 / 30.4375, "month": 1.0, "year": 12.0}
PACE = re.compile(r"(?P<number>\d+(\.\d+)?)/(?P<unit>week|month|year)")


def per_month(_context: click.Context, _parameter: click.Parameter, value: str) -> float:
    """Admissions a month, from words like 40/month."""
    pace = PACE.fullmatch(value)
    if pace is None:
        raise click.BadParameter("expected a number and a unit, as in 40/month, 10/week or 500/year.")
    return float(pace["number"]) / MONTHS_IN[pace["unit"]]


def shares(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, float]:
    """Shares of clients with a factor, from words like court_order=0.35."""
    pairs = [value.partition("=") for value in values]
    if not all(name and re.fullmatch(r"0?\.\d+", share) for name, _, share in pairs):
        raise click.BadParameter("expected a factor and a share between 0 and 1, as in court_order=0.35.")
    return {name: float(share) for name, _, share in pairs}


@click.command()
@click.option(
    "--admissions", callback=per_month, metavar="N/month", required=True, help="How many start, as in 40/month."
)
@click.option(
    "--share", callback=shares, multiple=True, metavar="FACTOR=SHARE", help="How many have it; may be repeated."
)
@options.seed
@options.as_json
def plan(admissions: float, share: dict[str, float], seed: int, as_json: bool) -> None:
    """Say, before there are data, what could be told after how many months, from a simulated program.

    \b
    Examples:
      bidewell plan --admissions 40/month --share court_order=0.35
      bidewell plan --admissions 500/year --json

    Shares can be set for court_order and family_insistence.
    """
    with progress_on_terminal() as progress:
        planned = verbs.plan(admissions, share, seed, progress)
    if as_json:
        print_json(planned.as_data())
        return
    sizes = list(planned.questions[0].months)
    rows = [[question.words, *(_months(question.months[size]) for size in sizes)] for question in planned.questions]
    print_table([f"months to tell, at {admissions:.3g} a month, if", *sizes], rows)
    click.echo("Told: the 90 % interval leaves no difference out in four programs of five.")
    click.echo("From one simulated program: a guide, no promise.")


def _months(months: int | None) -> str:
    return "over 5 years" if months is None else str(months)
