"""Therapists and sites side by side as document rows. Sites have their names; therapists have none."""

from typing import Any

from bidewell.analysis.answered.answers import Answers
from bidewell.analysis.answers.fair_comparison import Compared, Comparison
from bidewell.analysis.description.suppression import hidden
from bidewell.report.language import Language
from bidewell.report.wording.compared import finding_words

Row = dict[str, Any]


def comparisons(answers: Answers, language: Language) -> list[Row]:
    """One entry for each kind that could be compared."""
    definition = answers.fits.explain.panel.definition.name
    return [{**_comparison(one, language), "definition": definition} for one in answers.comparisons]


def _comparison(found: Comparison, language: Language) -> Row:
    counts = [one.clients for one in found.compared]
    # Those who are not shown are the rest of a total that is.
    *hide, _ = hidden([*counts, max(found.n - sum(counts), 0)])
    return {
        "kind": found.kind,
        "words": finding_words(found, language),
        "apart": found.apart.as_document() if found.apart else None,
        "rows": [_row(one, found, is_hidden) for one, is_hidden in zip(found.compared, hide, strict=True)],
        "too_small": found.too_small,
        "n": found.n,
    }


def _row(one: Compared, found: Comparison, is_hidden: bool) -> Row:
    return {
        "name": one.name if found.kind == "site" else None,
        "clients": None if is_hidden else one.clients,
        "stayed": one.stayed.as_document(),
        "change_in_probability_stayed": one.difference.as_document(),
        "answer": one.answer,
    }
