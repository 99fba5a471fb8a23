"""Ranking, verdict, claims and pressures as document rows."""

from typing import Any

from bidewell.analysis.answered.answers import Answers
from bidewell.analysis.answers.claim import Claim
from bidewell.analysis.answers.claims_of_pressure import of_pressure
from bidewell.analysis.answers.pressure_effects import PressureEffect, part
from bidewell.analysis.answers.ranking import Ranked
from bidewell.analysis.description.suppression import shown
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.clients_counted import clients_in
from bidewell.analysis.model.fits import AT_ORDER_END, BOUNDS, OTHER_FADING_WEEKS, Fits, fading_name
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.report.language import Language
from bidewell.report.wording.claims import claim_words, why_words
from bidewell.report.wording.factors import contrast_words, factor_words
from bidewell.report.wording.pressures import pressure_words
from bidewell.report.wording.verdicts import verdict_words

Row = dict[str, Any]


def ranking(answers: Answers, language: Language) -> list[Row]:
    """Whole first, then by window; within each the largest change first."""
    windows = list(dict.fromkeys(row.window for row in answers.ranking))
    ordered = sorted(answers.ranking, key=lambda row: (windows.index(row.window), -abs(row.change_stayed.mean)))
    return [_ranked(row, answers.fits.explain, language) for row in ordered]


def _ranked(row: Ranked, explain: FittedProgram, language: Language) -> Row:
    return {
        "factor": row.factor.name,
        "group_words": factor_words(row, language),
        "contrast": contrast_words(language),
        "window": row.window,
        "spread": row.spread.as_document(),
        "stayed_at_minus": 100 * row.stayed_at_minus,
        "stayed_at_plus": 100 * row.stayed_at_plus,
        "change_in_probability_stayed": row.change_stayed.as_document(),
        "change_in_weeks_stayed": row.change_periods.as_document() if explain.panel.grid == "week" else None,
        "probability_largest": _chances(row),
        "probability_own_effect": row.own_effect,
        "per_person": _per_person(row, language),
        "depends_on_how_you_ask": row.depends_on_how_you_ask,
        "share_recorded": row.recorded,
        "n": shown(row.n),
        "definition": explain.panel.definition.name,
    }


def _chances(row: Ranked) -> Row | None:
    """Of being the largest; none where nothing competes."""
    if row.largest_after is None:
        return None
    return {"before": row.largest_before, "after": row.largest_after}


def _per_person(row: Ranked, language: Language) -> Row | None:
    if row.per_person is None:
        return None
    return {
        "contrast": row.factor.contrast[language.code],
        "change_in_probability_stayed": row.per_person.as_document(),
    }


def verdict(answers: Answers, language: Language) -> Row:
    """The factor named, or null."""
    largest = answers.verdict.largest
    return {"largest": largest.factor.name if largest else None, "words": verdict_words(answers.verdict, language)}


def claims(answers: Answers, language: Language) -> list[Row]:
    """Every claim with its verdict."""
    return [_claim(claim, answers, language) for claim in answers.claims]


def _claim(claim: Claim, answers: Answers, language: Language) -> Row:
    # A difference of chances is told "of 100", as everywhere.
    times = 100.0 if claim.scale.startswith("of 100") else 1.0
    estimate = claim.estimate
    return {
        "claim": claim.name,
        "about": claim.source or None,
        "words": claim_words(claim, language),
        "estimate": times * estimate.mean if estimate else None,
        "low": times * estimate.low if estimate else None,
        "high": times * estimate.high if estimate else None,
        "scale": claim.scale,
        "verdict": claim.verdict,
        "why": why_words(claim, language),
        "definition": answers.fits.explain.panel.definition.name,
        "n": shown(claim.n if claim.n is not None else clients_in(answers.fits.explain.rows)),
    }


def pressures(answers: Answers, language: Language) -> list[Row]:
    """Every source of pressure, with the same under other assumed lengths of the start and definitions of leaving."""
    return [_pressure(effect, answers, language) for effect in answers.pressures]


def _pressure(effect: PressureEffect, answers: Answers, language: Language) -> Row:
    trusted = answers.fits.explain.model.diagnostics.trusted
    return {
        "source": effect.source,
        "clients": shown(effect.clients),
        "ended_orders": shown(effect.ended_orders),
        "start": effect.start.as_document(),
        "sustain": effect.sustain.as_document(),
        "sustain_by_alliance": effect.sustain_by_alliance.as_document() if effect.sustain_by_alliance else None,
        "after": effect.after.as_document() if effect.after and effect.has_enough_ended else None,
        "windows": [{"window": words, **ratio.as_document()} for words, ratio in effect.windows],
        "words": pressure_words(effect.source, of_pressure(answers.fits, effect), language, is_trusted=trusted),
        "sensitivity": [{"weeks": weeks, **_parts(fit, effect)} for weeks, fit in _by_length(answers.fits)],
        "definitions": [{"definition": name, **_parts(fit, effect)} for name, fit in _by_definition(answers.fits)],
    }


def _by_length(fits: Fits) -> list[tuple[float, FittedProgram | None]]:
    """The fit with the report's own length of a pressure's start, then the others; None: it could not be made."""
    made = [(fit.choices.fading_weeks, fit) for fit in (fits.explain, *fits.fading)]
    return [*made, *((weeks, None) for weeks in OTHER_FADING_WEEKS if fading_name(weeks) in fits.not_made)]


def _by_definition(fits: Fits) -> list[tuple[str, FittedProgram | None]]:
    """The fit by the report's own definition, then those its claims are held against; none without such others."""
    made = [fit for fit in (fits.at_order_end, *fits.bounds) if fit is not None]
    not_made = [(name, None) for name in (AT_ORDER_END, *BOUNDS) if name in fits.not_made]
    others = [*((fit.panel.definition.name, fit) for fit in made), *not_made]
    return [(fits.explain.panel.definition.name, fits.explain), *others] if others else []


def _parts(fit: FittedProgram | None, effect: PressureEffect) -> Row:
    """The same source in another fit; no numbers of one that failed its check, or in which it has no part."""
    if fit is None:
        return {"trusted": False, "start": None, "sustain": None, "after": None}
    trusted = fit.model.diagnostics.trusted
    is_told = trusted and effect.source in fit.model.layout
    told = ("start", "sustain", *(("after",) if effect.has_enough_ended else ())) if is_told else ()
    ratios = {name: Interval.ratio(part(fit, effect.source, name)).as_document() for name in told}
    return {"trusted": trusted, **{name: ratios.get(name) for name in ("start", "sustain", "after")}}
