"""A validation as document rows: days forecast from, numbers by horizon and group, and the sentence a clinic reads."""

from typing import Any

from bidewell import __version__
from bidewell.analysis.description.suppression import shown
from bidewell.analysis.interval import Interval
from bidewell.analysis.validation.assessment import Assessed, Benefit, Calibrated, Scored
from bidewell.analysis.validation.backtest import MODEL, Origin
from bidewell.analysis.validation.baselines import BASELINES
from bidewell.analysis.validation.groups import GroupResult
from bidewell.analysis.validation.validate import Horizon, Validation
from bidewell.report.language import Language
from bidewell.report.wording.groups import value_words
from bidewell.report.wording.validation import sentence, sentences

Row = dict[str, Any]


def validation(found: Validation, language: Language) -> Row:
    """The `validation` of the document."""
    return {
        "words": sentences(found.horizons, language),
        "horizons": [_horizon(one, language) for one in found.horizons],
        "origins": [_origin(one) for one in found.origins],
        "every_days": found.every_days,
        "replicates": found.replicates,
        "seed": found.question.seed,
        "has_ratings": found.has_ratings,
        "has_factors": found.has_factors,
        "version": __version__,
    }


def _horizon(one: Horizon, language: Language) -> Row:
    found, too_few = one.found, shown(one.found.clients) is None
    return {
        "horizon_days": found.days,
        "verdict": {
            "code": one.verdict.code,
            "reason": one.verdict.reason,
            "words": sentence((one,), language),
        },
        "forecasts": None if too_few else found.forecasts,
        "clients": shown(found.clients),
        "clients_left": None if too_few else shown(found.clients_left),
        "ended_otherwise": None if too_few else shown(found.ended_otherwise),
        "not_known": shown(found.not_known),
        **(_nothing() if too_few or not found.forecasts else _numbers(found)),
        "groups": [_group(row, language) for row in one.groups],
    }


def _nothing() -> Row:
    return {"mean_told": None, "mean_stayed": None, "calibration": None, "rules": [], "net_benefit": []}


def _numbers(found: Assessed) -> Row:
    return {
        "mean_told": _measure(found.mean_told),
        "mean_stayed": _measure(found.mean_stayed),
        "calibration": _calibration(found.calibrated) if found.calibrated else None,
        "rules": [_rule(name, found.scored_of(name)) for name in (MODEL, *BASELINES)],
        "net_benefit": [_benefit(one) for one in found.benefits],
    }


def _calibration(found: Calibrated) -> Row:
    return {
        "intercept": _measure(found.intercept),
        "slope": _measure(found.slope),
        "ici": _measure(found.ici),
        "ici_by_chance": found.ici_by_chance,
        "bins": [
            {
                "told": one.told,
                "stayed": {"value": one.stayed.probability, "low": one.stayed.low, "high": one.stayed.high},
                "forecasts": one.stayed.n,
                "clients": one.clients,
            }
            for one in found.bins
        ],
        # The smooth curve is drawn from the same clients as the tenths: where these are hidden, so is it.
        "curve": [
            {"told": told, "value": value, "low": low, "high": high} for told, value, low, high in found.curve
        ] if found.bins else [],
    }  # fmt: skip


def _rule(name: str, scored: Scored | None) -> Row:
    measures = ("brier", "scaled_brier", "auc", "gain", "gain_in_auc")
    return {"rule": name, **{one: _measure(getattr(scored, one) if scored else None) for one in measures}}


def _benefit(one: Benefit) -> Row:
    return {
        "threshold": one.threshold,
        **{name: _measure(value) for name, value in one.by_rule.items()},
        "over_attendance": _measure(one.over_attendance),
    }


def _group(row: GroupResult, language: Language) -> Row:
    return {
        "group": {"column": row.group.column, "value": value_words(row.group.value, language)},
        "clients": row.clients,
        "forecasts": row.forecasts,
        "mean_told": row.mean_told,
        "mean_stayed": _measure(row.mean_stayed),
        "off": _measure(row.off),
        "scaled_brier": _measure(row.scaled_brier),
        "auc": _measure(row.auc),
        "suppressed": row.group.is_hidden,
    }


def _origin(one: Origin) -> Row:
    return {
        "as_of": one.day.isoformat(),
        "in_care": shown(one.in_care),
        "left_before": shown(one.left_before),
        "trusted": one.trusted,
        "horizons": list(one.used),
        "why": one.why or None,
    }


def _measure(found: Interval | None) -> Row | None:
    return None if found is None else {"value": found.mean, "low": found.low, "high": found.high}
