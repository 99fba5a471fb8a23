"""Verbs that report: a program described and asked, and its forecasts put to the test, as a document and as a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bidewell.progress import Progress, quietly
from bidewell.verbs.questions import Grid, answers_of, panel_of

if TYPE_CHECKING:
    from bidewell.analysis.answered.answers import Answers
    from bidewell.analysis.events.panel import PanelFrames
    from bidewell.analysis.program import ProgramRecords
    from bidewell.analysis.validation.validate import Validation
    from bidewell.exchange.whole_files import Whole


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
    nuts: bool = False,
    seed: int = 1,
    progress: Progress = quietly,
) -> dict[str, Any]:
    """Write the report page, and the document it was made from where `json_out` is given; return the document.

    What `with_validation`, `with_sensitivity` and `nuts` add, and how long it takes: `report_document`.
    The page shows no single client unless `with_clients` is true; the document holds clients' forecasts always.
    Files that are there are replaced, both or none.
    """
    from bidewell.exchange.whole_files import Whole, write_together
    from bidewell.report.page import render

    document = report_document(
        folder,
        definition=definition,
        grid=grid,
        adjust=adjust,
        by=by,
        language=language,
        with_validation=with_validation,
        with_sensitivity=with_sensitivity,
        nuts=nuts,
        seed=seed,
        progress=progress,
    )
    progress("writing the report")
    page = Whole(out, render(document, with_clients=with_clients), for_owner_only=with_clients)
    write_together(page, *_as_json(document, json_out, for_owner_only=True))
    return document


def report_document(
    folder: Path,
    *,
    definition: str = "loss_of_contact",
    grid: Grid = "week",
    adjust: tuple[str, ...] = (),
    by: tuple[str, ...] = (),
    language: str = "en",
    with_validation: bool = False,
    with_sensitivity: bool = False,
    nuts: bool = False,
    seed: int = 1,
    progress: Progress = quietly,
) -> dict[str, Any]:
    """The report document (JSON, version 1). Where nothing can be fitted yet, the records are still described.

    With a validation it takes minutes longer; see `validate`. `with_sensitivity` takes two to three times as long:
    a fit for each other definition of leaving, for wider and narrower priors, and one without the alliance. `nuts`
    samples the explaining and the forecasting model with Markov chains (the extra `nuts`): some minutes; the fits
    beside them, and those of a validation, stay as they are. Raises SamplerMissing where the extra is not installed.
    """
    from bidewell.analysis.description.describe import describe
    from bidewell.analysis.model.laid_out import NothingToFit
    from bidewell.exchange.reading import read_checked
    from bidewell.report import document as documents
    from bidewell.report.language import Language

    progress("reading the records")
    records, found = read_checked(folder)
    panel = panel_of(records, definition, grid)
    progress("describing who stayed")
    description = describe(records, panel, by)
    try:
        answered = answers_of(records, panel, adjust, seed, progress, nuts=nuts, thorough=with_sensitivity)
        unfitted = ""
    except NothingToFit as why:
        answered, unfitted = None, why.reason
    material = documents.Material(
        records,
        panel,
        description,
        answered,
        forecasts=_forecasts(records, answered, language, progress) if answered else (),
        warnings=[{"code": one.code, "words": one.sentence, "count": one.count} for one in found.warnings],
        validation=_validated(records, panel, adjust, by, seed, progress) if with_validation else None,
        unfitted=unfitted,
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
    from bidewell.exchange.whole_files import Whole, write_together
    from bidewell.report.document import validation_document
    from bidewell.report.language import Language
    from bidewell.report.page import render_validation

    progress("reading the records")
    records = read_records(folder)
    panel = panel_of(records, definition, grid)
    found = _validated(records, panel, adjust, by, seed, progress, origins, every_days)
    document = validation_document(found, panel, Language(language))
    pages = [Whole(out, render_validation(document), for_owner_only=False)] if out is not None else []
    write_together(*pages, *_as_json(document, json_out, for_owner_only=False))
    return document


def _as_json(document: dict[str, Any], out: Path | None, *, for_owner_only: bool) -> list[Whole]:
    """The document as a file, where one is asked for."""
    from bidewell.exchange.whole_files import Whole

    if out is None:
        return []
    return [Whole(out, json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False), for_owner_only)]


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
    from bidewell.analysis.model.specification import Choices
    from bidewell.analysis.validation import validate as validation
    from bidewell.analysis.validation.backtest import Question
    from bidewell.analysis.validation.origins import EVERY_DAYS, ORIGINS

    question = Question(records, panel.definition, panel.grid, Choices(purpose="forecast", adjust=adjust), seed)
    return validation.validate(question, by, origins or ORIGINS, every_days or EVERY_DAYS, progress)


def _forecasts(records: ProgramRecords, answered: Answers, language: str, progress: Progress) -> list[dict[str, Any]]:
    from bidewell.analysis.forecasting.forecasts import forecast_clients
    from bidewell.analysis.forecasting.saved_program import SavedProgram
    from bidewell.report.language import Language
    from bidewell.report.parts.answered import ranking

    progress("forecasting")
    told = {"ranking": ranking(answered, Language(language))}
    saved = SavedProgram.of(answered.fits.explain, answered.fits.forecast, told)
    return [one.as_document() for one in forecast_clients(records, saved, language=language)]
