"""bidewell fit: what a program's records teach, saved."""

from pathlib import Path

import click

from bidewell import verbs
from bidewell.cli import options
from bidewell.cli.output import print_json, progress_on_terminal


@click.command()
@options.records_folder
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="MODEL", required=True, help="A folder for what was fitted."
)
@options.definition
@options.grid
@options.adjust
@options.seed
@options.force
@options.as_json
def fit(
    folder: Path,
    out: Path,
    definition: str,
    grid: verbs.Grid,
    adjust: tuple[str, ...],
    seed: int,
    force: bool,
    as_json: bool,
) -> None:
    """Fit the records in DIR and save what was learned as the folder MODEL, for forecast and rank.

    \b
    Examples:
      bidewell fit records --out model
      bidewell fit records --out model --adjust age,sex --definition recorded_reason

    No client is in MODEL. Exits with 3 where the records cannot carry a fit yet.
    """
    options.refuse_to_replace(out, force)
    with progress_on_terminal() as progress:
        saved = verbs.fit(folder, out, definition=definition, grid=grid, adjust=adjust, seed=seed, progress=progress)
    model = saved.answers["model"]
    if as_json:
        print_json({"folder": str(out), **model})
        return
    click.echo(model["specification"])
    click.echo(f"{model['clients']} clients, {saved.left} left, {saved.agreed} ended as agreed; by {saved.definition}.")
    click.echo(f"Saved in {out}. " + _trust(model["diagnostics"]))


def _trust(diagnostics: dict[str, float | bool]) -> str:
    if diagnostics["trusted"]:
        return "The posterior may carry verdicts."
    return f'The posterior is not trusted (Pareto k {diagnostics["pareto_k"]:.2f}): every verdict is "cannot tell".'
