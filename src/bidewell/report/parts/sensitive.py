"""What the ranking depends on, as document rows."""

from typing import Any

import numpy as np

from bidewell.analysis.answered.answers import Answers
from bidewell.analysis.description.suppression import shown
from bidewell.analysis.sensitivity.comparison import ModelComparison
from bidewell.analysis.sensitivity.unmeasured import Unmeasured
from bidewell.analysis.sensitivity.variant import Variant
from bidewell.report.language import Language
from bidewell.report.wording.ratings import followed_words
from bidewell.report.wording.sensitivity import comparison_words, rests_on_words, why_words

Row = dict[str, Any]


def sensitivity(answers: Answers, language: Language) -> Row:
    """Variants of the ranking, E-values, and the comparison with no alliance."""
    found, panel = answers.sensitivity, answers.fits.explain.panel
    definition, rating = panel.definition.name, followed_words(panel.instrument, language)
    is_named = answers.verdict.largest is not None
    return {
        "words": rests_on_words(found, definition, language, is_named=is_named),
        "thorough": found.is_thorough,
        "priors": {"depends": found.on_priors, "rows": [_variant(one, language) for one in found.priors]},
        "definitions": {
            "depends": found.on_definitions,
            "rows": [_variant(one, language) for one in found.definitions],
        },
        "unmeasured": [_unmeasured(one, definition, language) for one in found.unmeasured],
        "comparison": _comparison(found.comparison, definition, rating, language) if found.comparison else None,
    }


def _variant(variant: Variant, language: Language) -> Row:
    first = variant.first
    return {
        "name": variant.name,
        "how": variant.how,
        "first": first.name if first else None,
        "first_words": first.words[language.code] if first else None,
        "probability_largest": variant.chance.as_document() if variant.chance else None,
        "stands_apart": variant.stands_apart,
        "pareto_k": _number(variant.pareto_k),
        "draws": variant.draws,
        "n": shown(variant.clients),
        "left": shown(variant.left),
    }


def _unmeasured(found: Unmeasured, definition: str, language: Language) -> Row:
    return {
        "factor": found.factor.name,
        "words": found.factor.words[language.code],
        "hazard_ratio": found.hazard_ratio.as_document(),
        "risk_ratio": found.risk_ratio.as_document(),
        "common": found.is_common,
        "e_value": found.estimate,
        "e_value_of_interval": found.interval,
        "n": shown(found.n),
        "definition": definition,
    }


def _comparison(found: ModelComparison, definition: str, rating: str, language: Language) -> Row:
    return {
        "answer": found.answer,
        "words": comparison_words(found.answer, rating, language),
        "why": why_words(found, language),
        "difference": found.difference.as_document(),
        "standard_error": found.error,
        "parameters_with": found.parameters[0],
        "parameters_without": found.parameters[1],
        "highest_k": _number(found.highest_k),
        "highest_good_k": found.highest_good_k,
        "doubtful": found.doubtful,
        "refitted": found.refitted,
        "n": shown(found.clients),
        "left": shown(found.left),
        "definition": definition,
    }


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
