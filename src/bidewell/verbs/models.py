"""Verbs on a saved program: fitted and saved, read for what goes with staying, put to current clients, planned for."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bidewell.progress import Progress, quietly
from bidewell.verbs.questions import Grid, answers_of, panel_of

if TYPE_CHECKING:
    from bidewell.analysis.forecasting.forecast import Forecast
    from bidewell.analysis.forecasting.saved_program import SavedProgram
    from bidewell.simulate.plan import Plan


class DayNotKnown(ValueError):
    """A forecast was asked for a day after the records were taken."""


def fit(
    folder: Path,
    out: Path | None = None,
    *,
    definition: str = "loss_of_contact",
    grid: Grid = "week",
    adjust: tuple[str, ...] = (),
    seed: int = 1,
    nuts: bool = False,
    with_sensitivity: bool = False,
    arviz_out: Path | None = None,
    replace: bool = False,
    progress: Progress = quietly,
) -> SavedProgram:
    """Fit a program's records, and save what was fitted as a folder where `out` is given; no client is in it.

    `nuts` samples the posterior with Markov chains (the extra `nuts`). `with_sensitivity` takes two to three times as
    long: what the ranking depends on is then looked at by fits of their own, as in `report`. `arviz_out` gets the
    explaining fit with the clients it was fitted to, as netCDF in ArviZ's groups (the extra `arviz`). An earlier saved
    program gives way where `replace`. Raises NothingToFit where no contact's outcome is known yet, SamplerMissing and
    ExportMissing where an extra is not installed, and FileExistsError for anything else in the folder's place.
    """
    from bidewell.analysis.checks.arviz_groups import xarray
    from bidewell.analysis.forecasting.saved_program import SavedProgram
    from bidewell.exchange.arviz_file import write_arviz
    from bidewell.exchange.reading import read_records
    from bidewell.exchange.saved_model import refuse_what_is_there, save_model
    from bidewell.report.document import answered_sections
    from bidewell.report.language import Language

    # Before the work, not after it.
    if arviz_out is not None:
        xarray()
    if out is not None:
        refuse_what_is_there(out, replace=replace)
    progress("reading the records")
    records = read_records(folder)
    panel = panel_of(records, definition, grid)
    answered = answers_of(records, panel, adjust, seed, progress, nuts=nuts, thorough=with_sensitivity)
    fits = answered.fits
    saved = SavedProgram.of(fits.explain, fits.forecast, answered_sections(answered, Language("en")))
    if out is not None:
        save_model(saved, out, replace=replace)
    if arviz_out is not None:
        write_arviz(fits.explain, arviz_out)
    return saved


def rank(model: Path) -> Mapping[str, Any]:
    """What goes with staying, from a saved program: ranking, verdict, claims, pressure, as in the report document."""
    from bidewell.exchange.saved_model import load_model

    return load_model(model).answers


def forecast(
    model: Path,
    folder: Path,
    out: Path | None = None,
    *,
    as_of: date | None = None,
    warn: Callable[[str], object] = warnings.warn,
) -> tuple[Forecast, ...]:
    """Each current client's chance of staying, as of a day (the extract date), from a saved program.

    Writes them where `out` is given: a .csv table, or JSON. Nothing later than the day is used; nothing is compiled.
    `warn` is told where the records are of a program of another name. Raises OtherScale, a ValueError, where they
    describe a rating otherwise than those that were fitted.
    """
    from bidewell.analysis.forecasting.forecasts import forecast_clients
    from bidewell.exchange.forecast_file import write_forecasts
    from bidewell.exchange.reading import read_records
    from bidewell.exchange.saved_model import load_model

    saved, records = load_model(model), read_records(folder)
    if as_of is not None and as_of > records.settings.extract_date:
        raise DayNotKnown(
            f"These records end on {records.settings.extract_date}: no forecast can stand on a later day."
        )
    if saved.program != records.settings.name:
        warn(
            f'These records are of "{records.settings.name}", and fitted was "{saved.program}": a therapist or site '
            "with the same key is taken for the same one."
        )
    forecasts = forecast_clients(records, saved, as_of)
    if out is not None:
        write_forecasts(forecasts, saved, as_of or records.settings.extract_date, out)
    return forecasts


def plan(admissions_per_month: float, shares: Mapping[str, float], seed: int = 1, progress: Progress = quietly) -> Plan:
    """After how many months a program of this size could tell what goes with staying, from a simulated one."""
    from bidewell.simulate.plan import plan as planned

    return planned(admissions_per_month, shares, seed, progress)
