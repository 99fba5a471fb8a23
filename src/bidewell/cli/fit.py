"""bidewell fit: what a program's records teach, saved."""

from pathlib import Path
from typing import Any

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
@options.nuts
@options.with_sensitivity
@click.option(
    "--arviz",
    "arviz_out",
    type=options.A_FILE,
    metavar="FILE",
    help="The draws, each client's likelihood and the ratings, for ArviZ (extra: arviz). It names episodes.",
)
@options.force
@options.as_json
def fit(
    folder: Path,
    out: Path,
    definition: str,
    grid: verbs.Grid,
    adjust: tuple[str, ...],
    seed: int,
    nuts: bool,
    with_sensitivity: bool,
    arviz_out: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Fit the records in DIR and save what was learned as the folder MODEL, for forecast and rank.

    \b
    Examples:
      bidewell fit records --out model
      bidewell fit records --out model --adjust age,sex --definition recorded_reason
      bidewell fit records --out model --nuts --arviz fit.nc
      bidewell fit records --out model --with-sensitivity

    No client is in MODEL. Exits with 3 where the records cannot carry a fit yet.
    """
    options.refuse_places(out, arviz_out, force=force)
    with progress_on_terminal() as progress:
        saved = verbs.fit(
            folder,
            out,
            definition=definition,
            grid=grid,
            adjust=adjust,
            seed=seed,
            nuts=nuts,
            with_sensitivity=with_sensitivity,
            arviz_out=arviz_out,
            replace=force,
            progress=progress,
        )
    model = saved.answers["model"]
    if as_json:
        print_json({"folder": str(out), **model})
        return
    click.echo(model["specification"])
    fitted_to = f"{model['n']} episodes of {model['clients']} clients"
    click.echo(f"{fitted_to}: {saved.left} left, {saved.agreed} ended as agreed; by {saved.definition}.")
    if with_sensitivity:
        click.echo(saved.answers["sensitivity"]["words"])
    click.echo(f"Saved in {out}. " + _trust(model["diagnostics"]))


def _trust(diagnostics: dict[str, Any]) -> str:
    found = _checked(diagnostics)
    if diagnostics["trusted"]:
        return f"The posterior may carry verdicts ({found})."
    instead = "" if diagnostics["chains"] else " With --nuts it is sampled instead."
    return f'The posterior is not trusted ({found}): every verdict is "cannot tell".{instead}'


def _checked(diagnostics: dict[str, Any]) -> str:
    """What the draws were judged by: the chains', or Pareto's k."""
    chains, k = diagnostics["chains"], diagnostics["pareto_k"]
    if chains is None:
        return "no Pareto k: too few draws count" if k is None else f"Pareto k {k:.2f}"
    return (
        f"NUTS: {chains['number']} chains, R-hat {chains['r_hat']:.3f}, worth {chains['effective']:.0f} independent "
        f"draws, {chains['divergences']} divergences"
    )
