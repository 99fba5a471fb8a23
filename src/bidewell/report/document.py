"""The report document: everything the page shows and machines read, from a description and the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bidewell import __version__
from bidewell.analysis.answered.answers import Answers
from bidewell.analysis.answers.verdict import Verdict
from bidewell.analysis.description.describe import Description
from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.program import ProgramRecords
from bidewell.analysis.validation.validate import Validation
from bidewell.report.language import Language
from bidewell.report.parts import answered, bent, checked, compared, described, modelled, sensitive, validated
from bidewell.report.wording.verdicts import verdict_words

FORMAT, VERSION = "bidewell-report", 1
VALIDATION_FORMAT = "bidewell-validation"


@dataclass(frozen=True)
class Material:
    """What a report is made of. Without answers the records are described only, and `unfitted` says why."""

    records: ProgramRecords
    panel: PanelFrames
    description: Description
    answers: Answers | None
    forecasts: Sequence[Mapping[str, Any]] = ()
    warnings: Sequence[Mapping[str, Any]] = ()
    validation: Validation | None = None
    unfitted: str = "nothing_known"  # as NothingToFit has it


def report_document(material: Material, language: Language) -> dict[str, Any]:
    """The document of version 1, in one language; its schema is `document.schema.json`."""
    panel, answers = material.panel, material.answers
    return {
        "format": FORMAT,
        "version": VERSION,
        **_head(material.records, panel, language),
        "records": described.records(material.records, panel, material.description, material.warnings, language),
        **described.sections(material.description, language),
        "ratings": described.ratings(panel, language),
        "forecasts": list(material.forecasts),
        **(answered_sections(answers, language) if answers else _nothing_fitted(material.unfitted, language)),
        "validation": validated.validation(material.validation, language) if material.validation else None,
        "cannot_say": {},
    }


def validation_document(found: Validation, panel: PanelFrames, language: Language) -> dict[str, Any]:
    """The document of `bidewell validate`, version 1: the report's `validation`, and what it is about."""
    records = found.question.records
    return {
        "format": VALIDATION_FORMAT,
        "version": VERSION,
        **_head(records, panel, language),
        "records": {"clients": records.episodes["client"].n_unique(), "sessions": records.sessions.height},
        "validation": validated.validation(found, language),
        "cannot_say": {},
    }


def _head(records: ProgramRecords, panel: PanelFrames, language: Language) -> dict[str, Any]:
    settings = records.settings
    return {
        "language": language.code,
        "program": {
            "name": settings.name,
            "time_zone": settings.time_zone,
            "extract_date": settings.extract_date.isoformat(),
            "demo": settings.demo,
        },
        "definition": {
            "name": panel.definition.name,
            "words": panel.definition.words[language.code],
            "window_days": panel.definition.window_days,
            "complete_through": panel.complete_through.isoformat(),
        },
        "grid": panel.grid,
    }


def answered_sections(answers: Answers, language: Language) -> dict[str, Any]:
    """What follows from the fits: also what a saved program keeps of them."""
    return {
        "ranking": answered.ranking(answers, language),
        "verdict": answered.verdict(answers, language),
        "sensitivity": sensitive.sensitivity(answers, language),
        "claims": answered.claims(answers, language),
        "bend": bent.bend(answers),
        "pressure": answered.pressures(answers, language),
        "comparisons": compared.comparisons(answers, language),
        "parameters": modelled.parameters(answers, language),
        "checks": checked.checks(answers, language),
        "model": modelled.model(answers, __version__, language),
    }


def _nothing_fitted(reason: str, language: Language) -> dict[str, Any]:
    verdict = {"largest": None, "words": verdict_words(Verdict(None, reason), language)}
    none: dict[str, Any] = {
        part: [] for part in ("ranking", "claims", "pressure", "comparisons", "parameters", "checks")
    }
    return {**none, "verdict": verdict, "sensitivity": None, "bend": None, "model": None}
