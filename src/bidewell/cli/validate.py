"""bidewell validate: whether a program's forecasts were right, on its own past."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bidewell import verbs
from bidewell.cli import options
from bidewell.cli.output import print_json, print_table, progress_on_terminal

RULES = {
    "model": "this model",
    "base_rate": "one chance for everyone",
    "attendance": "attendance alone",
    "cut_off": "last rating in the lowest quarter",
    "last_value": "last rating carried forward (Cox)",
}


@click.command()
@options.records_folder
@click.option("--out", type=options.A_FILE, metavar="FILE", help="The page (HTML).")
@options.data_file("The same as data; - prints it instead of text.")
@options.definition
@options.grid
@options.adjust
@click.option(
    "--by", callback=options.names, metavar="COLUMN", help="Show these groups too, as in payer,level_of_care."
)
@click.option(
    "--origins", type=click.IntRange(1, 120), default=12, show_default=True, help="How many past days to forecast from."
)
@click.option(
    "--every", "every_days", type=click.IntRange(7, 365), default=30, show_default=True, help="Days between them."
)
@options.language
@options.seed
@options.force
def validate(
    folder: Path,
    out: Path | None,
    json_out: Path | None,
    definition: str,
    grid: verbs.Grid,
    adjust: tuple[str, ...],
    by: tuple[str, ...],
    origins: int,
    every_days: int,
    language: str,
    seed: int,
    force: bool,
) -> None:
    """Test the forecasts on the past of the records in DIR: fit on what was known on earlier days, forecast 30 and 90
    days, and compare with what came of it and with simpler rules.

    \b
    Examples:
      bidewell validate records
      bidewell validate records --out validation.html --json validation.json --by payer

    It says whether to use the forecasts here. It takes two fits for each past day: some minutes. Nothing written
    tells of a single client; groups of fewer than 11 are not shown.
    """
    data_file = None if json_out == options.PRINTED else json_out
    options.refuse_places(out, data_file, force=force)
    with progress_on_terminal() as progress:
        document = verbs.validate(
            folder,
            out,
            json_out=data_file,
            definition=definition,
            grid=grid,
            adjust=adjust,
            by=by,
            origins=origins,
            every_days=every_days,
            language=language,
            seed=seed,
            progress=progress,
        )
    if json_out == options.PRINTED:
        print_json(document)
        return
    _print(document["validation"])
    if out is not None:
        click.echo(f"The page is in {out}" + (f", its data in {json_out}." if json_out else "."))


def _print(found: Mapping[str, Any]) -> None:
    for words in found["words"]:
        click.echo(words)
    for horizon in found["horizons"]:
        if not horizon["rules"]:
            continue
        click.echo()
        click.echo(
            f"The next {horizon['horizon_days']} days: {horizon['forecasts']} forecasts of {horizon['clients']} clients"
        )
        columns = ["rule", "Brier (90 %)", "scaled Brier", "AUC", "this model better by"]
        print_table(columns, [_row(rule) for rule in horizon["rules"]])
        if horizon["calibration"]:
            _print_calibration(horizon["calibration"])


def _row(rule: Mapping[str, Any]) -> list[str]:
    return [
        RULES[rule["rule"]],
        _measure(rule["brier"], 3),
        *(_measure(rule[name], 2) for name in ("scaled_brier", "auc")),
        _measure(rule["gain"], 3),
    ]


def _print_calibration(found: Mapping[str, Any]) -> None:
    click.echo(
        f"Calibration: slope {_measure(found['slope'], 2)}, intercept {_measure(found['intercept'], 2)}, "
        f"index {_measure(found['ici'], 3)}; by chance alone {found['ici_by_chance']:.3f}"
    )


def _measure(found: Mapping[str, float] | None, digits: int) -> str:
    if found is None:
        return "-"
    value, low, high = (f"{found[end]:z.{digits}f}" for end in ("value", "low", "high"))
    return f"{value} ({low} to {high})"
