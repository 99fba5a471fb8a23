"""bidewell simulate: a program with known truth, as a records folder."""

from pathlib import Path

import click

from bidewell import verbs
from bidewell.cli import options
from bidewell.cli.output import print_json, progress_on_terminal
from bidewell.exchange.file_format import FileFormat


@click.command()
@click.option("--scenario", type=options.OneOf(verbs.scenarios), required=True, help="What is true in the program.")
@click.option("--clients", type=click.IntRange(min=1), default=300, show_default=True, help="How many start treatment.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same records.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", required=True, help="A new or empty folder.")
@options.file_format
@options.as_json
def simulate(scenario: str, clients: int, seed: int, out: Path, file_format: FileFormat, as_json: bool) -> None:
    """Write the records of a program that never was, with what is true in it beside them (truth.json).

    \b
    Example:
      bidewell simulate --scenario mandate-fades --clients 1000 --seed 7 --out records

    \b
    Scenarios:
      alliance                  the alliance goes with staying
      access                    travel and rides go with staying
      mandate-sustains          a court order holds, early and late
      mandate-fades             a court order holds at first, then no longer
      nothing                   nothing goes with staying
      improvement-first         feeling better comes first, better ratings after
      satisfied-finish          satisfied clients finish early
      leaves-when-order-ends    clients leave when their court order ends
      active-list               recording began with the clients then in care
      u-shape                   a middling alliance holds, a very low or high one does not
      alliance-first            a better alliance comes before motivation, and goes with attendance
      alliance-last             motivation and less distress come before a better alliance
      nothing-first             the same is rated, and nothing comes before anything
      demo                      a bit of everything, as in ./dev demo
    """
    with progress_on_terminal() as progress:
        progress("Simulating")
        simulated = verbs.simulate(scenario, clients, seed, out, file_format)
    rows = {"episodes": simulated.records.episodes.height, "sessions": simulated.records.sessions.height}
    if as_json:
        print_json({"folder": str(out), "scenario": scenario, "seed": seed, "rows": rows})
        return
    click.echo(f"{out}: {rows['episodes']} episodes, {rows['sessions']} sessions, simulated.")
    click.echo(f"True here: {simulated.scenario.words}")
