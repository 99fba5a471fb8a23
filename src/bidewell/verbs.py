"""The verbs of Bidewell, one typed function each: what the commands do, for Python.

    from pathlib import Path
    from bidewell import verbs

    found = verbs.check(Path("records"))

Each verb imports what it needs when it is called: help must not wait for the frames library, nor a forecast for a
compiler. A verb raises `RecordsRefused` where the records have errors, `FileExistsError` rather than write over them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from bidewell.exchange.file_format import FileFormat

if TYPE_CHECKING:
    from bidewell.analysis.answers import Answers
    from bidewell.analysis.forecast import Forecast
    from bidewell.analysis.panel import PanelFrames
    from bidewell.analysis.program import ProgramRecords
    from bidewell.analysis.saved_program import SavedProgram
    from bidewell.analysis.validation.validate import Validation
    from bidewell.analysis.why import Answer
    from bidewell.exchange.derive import DeriveReport
    from bidewell.exchange.problems import CheckReport
    from bidewell.simulate.plan import Plan
    from bidewell.simulate.program import Simulated

# Long work says in a few words what it is at.
Progress = Callable[[str], None]
Grid = Literal["week", "session"]


class DayNotKnown(ValueError):
    """A forecast was asked for a day after the records were taken."""


def quietly(_words: str) -> None:
    """Say nothing."""


def definitions(language: str = "en") -> dict[str, str]:
    """The definitions of leaving: name and words."""
    from bidewell.analysis.definitions import DEFINITIONS

    return {one.name: one.words[language] for one in DEFINITIONS}


def scenarios() -> dict[str, str]:
    """What can be simulated: name, and what is true in it."""
    from bidewell.simulate.scenarios import SCENARIOS

    return {scenario.name: scenario.words for scenario in SCENARIOS}


def init(folder: Path) -> tuple[Path, ...]:
    """Write a template records folder, also as a spreadsheet, and return its files. The folder must be new or empty."""
    from bidewell.exchange.template import write_template

    return write_template(folder)


def check(folder: Path) -> CheckReport:
    """Everything that is wrong or missing in a records folder, with file, rows and column. Changes nothing."""
    from bidewell.exchange.check import check_records

    return check_records(folder)


def derive(export: Path, mapping: Path, out: Path | None = None) -> DeriveReport:
    """Make a records folder from an export of services, as a mapping file says. Without `out` nothing is kept."""
    from bidewell.exchange.derive import derive_records

    return derive_records(export, mapping, out)


def why(folder: Path, episode: str, definition: str = "loss_of_contact") -> tuple[Answer, ...]:
    """Why an episode is not counted, or as what it is; asked with a client's id, for all of the client's episodes."""
    from bidewell.analysis import definitions as registry
    from bidewell.analysis.panel import build_panel
    from bidewell.analysis.why import why as answers
    from bidewell.exchange.reading import read_records

    records = read_records(folder)
    return answers(build_panel(records, registry.definition(definition)), records.episodes, episode)


def simulate(scenario: str, clients: int, seed: int, out: Path, file_format: FileFormat = "csv") -> Simulated:
    """Write a program with known truth as a records folder, the truth beside it. The folder must be new or empty."""
    from bidewell.exchange.writing import refuse_what_holds_something
    from bidewell.simulate.program import simulate as simulate_program
    from bidewell.simulate.write import write_simulated

    refuse_what_holds_something(out)
    simulated = simulate_program(scenario, clients, seed)
    write_simulated(simulated, out, file_format)
    return simulated


def fit(
    folder: Path,
    out: Path | None = None,
    *,
    definition: str = "loss_of_contact",
    grid: Grid = "week",
    adjust: tuple[str, ...] = (),
    seed: int = 1,
    nuts: bool = False,
    arviz_out: Path | None = None,
    progress: Progress = quietly,
) -> SavedProgram:
    """Fit a program's records, and save what was fitted as a folder where `out` is given; no client is in it.

    `nuts` samples the posterior with Markov chains (the extra `nuts`). `arviz_out` gets the explaining fit with the
    clients it was fitted to, as netCDF in ArviZ's groups (the extra `arviz`). Raises NothingToFit where no contact's
    outcome is known yet, SamplerMissing and ExportMissing where an extra is not installed.
    """
    from bidewell.analysis.arviz_groups import xarray
    from bidewell.analysis.saved_program import SavedProgram
    from bidewell.exchange.arviz_file import write_arviz
    from bidewell.exchange.reading import read_records
    from bidewell.exchange.saved_model import save_model
    from bidewell.report.document import answered_sections
    from bidewell.report.language import Language

    if arviz_out is not None:
        xarray()  # before the work, not after it
    progress("reading the records")
    records = read_records(folder)
    answered = _answers(records, _panel(records, definition, grid), adjust, seed, progress, nuts=nuts)
    fits = answered.fits
    saved = SavedProgram.of(fits.explain, fits.forecast, answered_sections(answered, Language("en")))
    if out is not None:
        save_model(saved, out)
    if arviz_out is not None:
        write_arviz(fits.explain, arviz_out)
    return saved


def rank(model: Path) -> Mapping[str, Any]:
    """What goes with staying, from a saved program: ranking, verdict, claims, pressure, as in the report document."""
    from bidewell.exchange.saved_model import load_model

    return load_model(model).answers


def forecast(model: Path, folder: Path, out: Path | None = None, *, as_of: date | None = None) -> tuple[Forecast, ...]:
    """Each current client's chance of staying, as of a day (the extract date), from a saved program.

    Writes them where `out` is given: a .csv table, or JSON. Nothing later than the day is used; nothing is compiled.
    """
    from bidewell.analysis.forecasts import forecast_clients
    from bidewell.exchange.forecast_file import write_forecasts
    from bidewell.exchange.reading import read_records
    from bidewell.exchange.saved_model import load_model

    saved, records = load_model(model), read_records(folder)
    if as_of is not None and as_of > records.settings.extract_date:
        raise DayNotKnown(
            f"These records end on {records.settings.extract_date}: no forecast can stand on a later day."
        )
    forecasts = forecast_clients(records, saved, as_of)
    if out is not None:
        write_forecasts(forecasts, saved, as_of or records.settings.extract_date, out)
    return forecasts


def plan(admissions_per_month: float, shares: Mapping[str, float], seed: int = 1, progress: Progress = quietly) -> Plan:
    """After how many months a program of this size could tell what goes with staying, from a simulated one."""
    from bidewell.simulate.plan import plan as planned

    return planned(admissions_per_month, shares, seed, progress)


def report(
    folder: Path,
    out: Path,
    *,
    json_out: Path | None = None,
    definition: str = "loss_of_contact",
    grid: Grid = "week",
    adjust: tuple[str, ...] = (),
    by: tuple[str, ...] = (),
    language: str = "en",
    with_clients: bool = False,
    with_validation: bool = False,
    with_sensitivity: bool = False,
    seed: int = 1,
    progress: Progress = quietly,
) -> dict[str, Any]:
    """Write the report page, and the document it was made from where `json_out` is given; return the document.

    The page shows no single client unless `with_clients` is true; the document holds clients' forecasts always.
    Files that are there are replaced.
    """
    from bidewell.exchange.whole_files import write_whole
    from bidewell.report.page import render

    document = report_document(
        folder,
        definition,
        grid,
        adjust,
        by,
        language,
        with_validation,
        seed,
        progress,
        with_sensitivity=with_sensitivity,
    )
    progress("writing the report")
    write_whole(out, render(document, with_clients=with_clients), for_owner_only=with_clients)
    if json_out is not None:
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
        write_whole(json_out, text, for_owner_only=True)
    return document


def report_document(
    folder: Path,
    definition: str = "loss_of_contact",
    grid: Grid = "week",
    adjust: tuple[str, ...] = (),
    by: tuple[str, ...] = (),
    language: str = "en",
    with_validation: bool = False,
    seed: int = 1,
    progress: Progress = quietly,
    *,
    with_sensitivity: bool = False,
) -> dict[str, Any]:
    """The report document (JSON, version 1). Where nothing can be fitted yet, the records are still described.

    With a validation it takes minutes longer; see `validate`. `with_sensitivity` takes two to three times as long:
    a fit for each other definition of leaving, for wider and narrower priors, and one without the alliance.
    """
    from bidewell.analysis.description.describe import describe
    from bidewell.analysis.fitting import NothingToFit
    from bidewell.exchange.reading import read_checked
    from bidewell.report import document as documents
    from bidewell.report.language import Language

    progress("reading the records")
    records, found = read_checked(folder)
    panel = _panel(records, definition, grid)
    progress("describing who stayed")
    description = describe(records, panel, by)
    try:
        answered = _answers(records, panel, adjust, seed, progress, thorough=with_sensitivity)
    except NothingToFit:
        answered = None
    material = documents.Material(
        records,
        panel,
        description,
        answered,
        forecasts=_forecasts(records, answered, language, progress) if answered else (),
        warnings=[{"code": one.code, "words": one.sentence, "count": one.count} for one in found.warnings],
        validation=_validated(records, panel, adjust, by, seed, progress) if with_validation else None,
    )
    return documents.report_document(material, Language(language))


def validate(
    folder: Path,
    out: Path | None = None,
    *,
    json_out: Path | None = None,
    definition: str = "loss_of_contact",
    grid: Grid = "week",
    adjust: tuple[str, ...] = (),
    by: tuple[str, ...] = (),
    origins: int | None = None,
    every_days: int | None = None,
    language: str = "en",
    seed: int = 1,
    progress: Progress = quietly,
) -> dict[str, Any]:
    """Fit on the past, forecast, and compare with what came of it; return the document, its schema `validation_schema`.

    On `origins` earlier days (12), `every_days` (30) apart, the next 30 and 90 days are forecast from what was known
    then. Writes a page where `out` and the document where `json_out` is given; both are aggregate, and files that are
    there are replaced. Time: two fits a day forecast from.
    """
    from bidewell.exchange.reading import read_records
    from bidewell.exchange.whole_files import write_whole
    from bidewell.report.document import validation_document
    from bidewell.report.language import Language
    from bidewell.report.page import render_validation

    progress("reading the records")
    records = read_records(folder)
    panel = _panel(records, definition, grid)
    found = _validated(records, panel, adjust, by, seed, progress, origins, every_days)
    document = validation_document(found, panel, Language(language))
    if out is not None:
        write_whole(out, render_validation(document), for_owner_only=False)
    if json_out is not None:
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
        write_whole(json_out, text, for_owner_only=False)
    return document


def _validated(
    records: ProgramRecords,
    panel: PanelFrames,
    adjust: tuple[str, ...],
    by: tuple[str, ...],
    seed: int,
    progress: Progress,
    origins: int | None = None,
    every_days: int | None = None,
) -> Validation:
    from bidewell.analysis.specification import Choices
    from bidewell.analysis.validation import validate as validation
    from bidewell.analysis.validation.backtest import Question
    from bidewell.analysis.validation.origins import EVERY_DAYS, ORIGINS

    question = Question(records, panel.definition, panel.grid, Choices(purpose="forecast", adjust=adjust), seed)
    return validation.validate(question, by, origins or ORIGINS, every_days or EVERY_DAYS, progress)


def _panel(records: ProgramRecords, definition: str, grid: Grid) -> PanelFrames:
    from bidewell.analysis import definitions as registry
    from bidewell.analysis.panel import build_panel

    return build_panel(records, registry.definition(definition), grid)


def _answers(
    records: ProgramRecords,
    panel: PanelFrames,
    adjust: tuple[str, ...],
    seed: int,
    progress: Progress,
    *,
    nuts: bool = False,
    thorough: bool = False,
) -> Answers:
    from bidewell.analysis.answers import answers
    from bidewell.analysis.fits import fit_all
    from bidewell.analysis.specification import Choices

    fits = fit_all(records, panel, Choices(adjust=adjust), seed, progress, by_nuts=nuts)
    return answers(records, fits, thorough=thorough, progress=progress)


def _forecasts(records: ProgramRecords, answered: Answers, language: str, progress: Progress) -> list[dict[str, Any]]:
    from bidewell.analysis.forecasts import forecast_clients
    from bidewell.analysis.saved_program import SavedProgram

    progress("forecasting")
    saved = SavedProgram.of(answered.fits.explain, answered.fits.forecast, {})
    return [one.as_document() for one in forecast_clients(records, saved, language=language)]
