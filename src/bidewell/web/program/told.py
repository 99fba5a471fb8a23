"""What the program's last fit tells, from its report document: how many stay, what goes with it, claim by claim."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from markupsafe import Markup

from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.records.models import Fit, Program
from bidewell.report.charts.scales import signed
from bidewell.report.language import LANGUAGES, Language
from bidewell.report.sections import answers, names
from bidewell.report.sections.answers import against
from bidewell.report.sections.going_with import ranking_facts
from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Fact
from bidewell.web.program.drawings import dot_with_range

Document = dict[str, Any]


@dataclass(frozen=True)
class Factor:
    """One factor of the ranking, its change drawn beside it."""

    name: str
    against: str
    change: str
    drawing: Markup


@dataclass(frozen=True)
class WhatIsTold:
    """Parts of the report's page, in the reader's language; words of the document keep their own."""

    fit: Fit
    answers: dict[str, Any]
    claims_looked_at: tuple[dict[str, Any], ...]
    claims_not_looked_at: tuple[dict[str, Any], ...]  # folded, as in the report: nothing of them could be estimated
    answers_cannot_say: str
    rests_on: str  # empty in documents of earlier versions
    factors: tuple[Factor, ...]
    ranking_facts: tuple[Fact, ...]
    ranking_cannot_say: str
    definition: str
    document_language: str  # where it is not the reader's


def fit_in_use(program: Program) -> Fit | None:
    """The fit that forecasts are made with, without its arrays. One of too few clients is not shown to a director."""
    fit = Fit.objects.filter(program=program, is_in_use=True).defer("artefact").first()
    return fit if fit and fit.document and _is_of_enough(document_of(fit)) else None


def document_of(fit: Fit) -> Document:
    """The report's document in the reader's language; a fit has one a language."""
    documents: dict[str, Document] = fit.document
    return documents.get(language_of_page()) or next(iter(documents.values()))


def _is_of_enough(document: Document) -> bool:
    """A report shows the totals of its program, so the whole program must be eleven clients or more."""
    return bool(document["records"]["clients"] >= SMALLEST_SHOWN)


def language_of_page() -> str:
    """The reader's language, where the report speaks it."""
    code = (get_language() or "en").partition("-")[0]
    return code if code in LANGUAGES else "en"


def what_is_told(fit: Fit) -> WhatIsTold:
    document = document_of(fit)
    told = Told(document, Language(language_of_page()))
    section = answers.section(told)
    ranked = _ranked(document)
    return WhatIsTold(
        fit=fit,
        answers=section.more,
        claims_looked_at=tuple(claim for claim in section.more["claims"] if claim["is_looked_at"]),
        claims_not_looked_at=tuple(claim for claim in section.more["claims"] if not claim["is_looked_at"]),
        answers_cannot_say=section.cannot_say,
        rests_on=(document.get("sensitivity") or {"words": ""})["words"],
        factors=tuple(_factors(ranked, told)),
        ranking_facts=ranking_facts(ranked, told) if ranked else (),
        ranking_cannot_say=told.cannot_say("ranking"),
        definition=names.definition(document["definition"]["name"], told.language),
        document_language="" if document["language"] == told.language.code else document["language"],
    )


def _ranked(document: Document) -> list[Document]:
    """Over the whole time in care, the largest change first, whichever way it goes."""
    rows = [row for row in document["ranking"] if row["window"] == "whole"]
    return sorted(rows, key=lambda row: -abs(row["change_in_probability_stayed"]["mean"]))


def _factors(rows: list[Document], told: Told) -> list[Factor]:
    changes = [_of_hundred(row["change_in_probability_stayed"]) for row in rows]
    ends = [0.0, *(end for change in changes for end in change)]
    least, most = min(ends) - 1, max(ends) + 1
    return [
        Factor(row["group_words"], against(row, told), _change(change, told), drawing)
        for row, change in zip(rows, changes, strict=True)
        for drawing in [dot_with_range(*change, least, most)]
    ]


def _of_hundred(estimate: Document) -> tuple[float, float, float]:
    mean = estimate["mean"]
    low, high = (mean if estimate[end] is None else estimate[end] for end in ("low", "high"))
    return 100 * mean, 100 * low, 100 * high


def _change(change: tuple[float, float, float], told: Told) -> str:
    mean, low, high = (signed(value, told.language) for value in change)
    return f"{mean} ({told.language.interval(low, high)})"
