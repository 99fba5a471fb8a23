"""What the records hold beside what the fitted model would have them hold, as document rows."""

from typing import Any

from bidewell.analysis.answered.answers import Answers
from bidewell.analysis.checks.predictive_check import Check
from bidewell.analysis.description.counted import FIRST_NUMBER
from bidewell.report.language import Language
from bidewell.report.wording.checks import check_words

Row = dict[str, Any]


def checks(answers: Answers, language: Language) -> list[Row]:
    """Every check of the explaining fit, and of the fit of everything observed at once."""
    return [_check(one, answers, language) for one in answers.checks]


def _check(check: Check, answers: Answers, language: Language) -> Row:
    panel = answers.fits.explain.panel
    number = FIRST_NUMBER[panel.grid]
    first = None if check.first is None else check.first + number
    last = None if check.after is None else check.after - 1 + number
    return {
        "check": check.name,
        "about": check.about or None,
        "words": check_words(check.name, (first, last), panel.grid == "session", language, check.about),
        "period_from": first,
        "period_to": last,
        "observed": check.observed,
        "replicated": check.replicated.as_document(),
        "probability_at_least": check.at_least,
        "fits": check.fits,
        "n": check.n,
        "clients": check.clients,
        "definition": panel.definition.name,
    }
