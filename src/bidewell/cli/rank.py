"""bidewell rank: what goes with staying."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bidewell import verbs
from bidewell.cli import options
from bidewell.cli.output import print_json, print_table


@click.command()
@click.argument("model", metavar="MODEL", type=click.Path(exists=True, file_okay=False, path_type=Path))
@options.as_json
def rank(model: Path, as_json: bool) -> None:
    """Say what goes with staying, ranked, from a program that was fitted (bidewell fit).

    \b
    Example:
      bidewell rank model

    Each factor is shown as how many of 100 stayed among clients one standard deviation to either side,
    more of the factor against less.
    """
    answers = verbs.rank(model)
    if as_json:
        print_json(answers)
        return
    whole = [row for row in answers["ranking"] if row["window"] == "whole"]
    print_table(
        ["factor", "stayed of 100", "difference (90 %)", "largest, of 100: before", "after"],
        [_row(row) for row in whole],
    )
    click.echo()
    click.echo(answers["verdict"]["words"])
    if answers.get("sensitivity"):  # models saved by earlier versions do not say
        click.echo(answers["sensitivity"]["words"])
    for claim in answers["claims"]:
        click.echo(f"{claim['verdict']}: {claim['words']}")
    click.echo(
        f"By the definition {answers['model']['definition']}, {answers['model']['clients']} clients. Links, not causes."
    )


def _row(row: Mapping[str, Any]) -> list[str]:
    from bidewell.report.language import Language

    change, largest = row["change_in_probability_stayed"], row["probability_largest"]
    chances = [Language("en").chance(largest[when]) for when in ("before", "after")] if largest else ["", ""]
    return [
        row["factor"],
        f"{row['stayed_at_plus']:.0f} against {row['stayed_at_minus']:.0f}",
        f"{100 * change['mean']:z.0f} ({100 * change['low']:z.0f} to {100 * change['high']:z.0f})",
        *chances,
    ]
