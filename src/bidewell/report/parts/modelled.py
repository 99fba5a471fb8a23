"""The model, its diagnostics, and prior beside posterior as document rows."""

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np

from bidewell.analysis.answered.answers import Answers
from bidewell.analysis.answers.ranking import factor_named
from bidewell.analysis.events.further_ratings import rating_name
from bidewell.analysis.model.carried import carried_parts
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.further_rows import further_units
from bidewell.analysis.model.group_sessions import left_out as group_sessions_left_out
from bidewell.analysis.model.specification import BEND, CASELOAD, PASSING
from bidewell.engine.channels import Kind
from bidewell.engine.fitted import FittedModel
from bidewell.report.language import Language
from bidewell.report.parts.beside import fits_beside
from bidewell.report.parts.rows import Row, number_row
from bidewell.report.parts.together import parameters_together, together
from bidewell.report.wording.parameters import parameter_words, scale_words
from bidewell.report.wording.ratings import READ, reading_words
from bidewell.report.wording.ratings_read import ratings_read_words

# What stands behind a rating, as the printed model has it.
_BEHIND: Mapping[Kind, str] = {
    "gaussian": "normal", "censored": "normal, cut off at the ends of the scale", "ordinal": "cumulative probit",
}  # fmt: skip

# Half-normal with scale s: mean and standard deviation in units of s.
HALF_NORMAL_MEAN, HALF_NORMAL_SD = float(np.sqrt(2 / np.pi)), float(np.sqrt(1 - 2 / np.pi))


def parameters(answers: Answers, language: Language) -> list[Row]:
    """Coefficients of the factors, and the estimated spreads, of the explaining fit; what fits beside it tell."""
    coefficients, spreads = _coefficients(answers.fits.explain, language), _spreads(answers.fits.explain, language)
    beside = (
        *_split(answers, language),
        *_bend(answers, language),
        *parameters_together(answers.fits.together, language),
    )
    return [*coefficients, *beside, *spreads]


def coefficients_and_spreads(explain: FittedProgram, language: Language) -> list[Row]:
    """Those of a fit that stands alone. A flat prior's standard deviation is None."""
    return [*_coefficients(explain, language), *_spreads(explain, language)]


def _coefficients(explain: FittedProgram, language: Language) -> list[Row]:
    model, one_row = explain.model, {name: column[:1] for name, column in explain.rows.columns.items()}
    rating = rating_called(explain, language)
    # Therapists and sites are people and places, not parameters to list: their spread stands for them.
    blocks = [(term, block) for term in model.terms if term.factor
              for block in term.blocks(one_row) if block.scale is None]  # fmt: skip
    return [
        number_row(model.labels[place], parameter_words(term, block, label, rating, language), "log hazard ratio",
                   (float(model.prior_mean[place]), float(model.prior_sd[place])), model.draws[:, place])
        for term, block in blocks
        for place, label in enumerate(block.labels, start=model.layout[block.name][0])
    ]  # fmt: skip


def rating_called(fitted: FittedProgram, language: Language) -> str:
    """The alliance, or the rating that stands in for it, which must not be told as an alliance."""
    return factor_named(fitted, "alliance").words[language.code]


def _spreads(explain: FittedProgram, language: Language) -> list[Row]:
    return [
        number_row(name, scale_words(name, language), "standard deviation",
                   (width * HALF_NORMAL_MEAN, width * HALF_NORMAL_SD), explain.model.scale(name))
        for name, width in explain.model.scale_prior_sd.items()
    ]  # fmt: skip


def _split(answers: Answers, language: Language) -> list[Row]:
    """The alliance's effect in two: between clients for good, and within one for a while."""
    fit = answers.fits.split
    carried = carried_parts(fit) if fit is not None and fit.model.diagnostics.trusted else ()
    if fit is None or not carried:
        return []
    words = {
        "alliance": language.say("lasting differences between clients"),
        PASSING: language.say("what a passing change counts beyond that"),
        CASELOAD: language.say("what a therapist's clients share counts beyond that"),
    }
    rows = []
    for name, part in words.items():
        if name in ("alliance", *carried):
            rows.append(_beside(fit, "split", name, part, language))
    return rows


def _bend(answers: Answers, language: Language) -> list[Row]:
    """The alliance's effect where it may bend: at the usual level, and how much it bends."""
    fit = answers.fits.bend
    if fit is None or not fit.model.diagnostics.trusted:
        return []
    words = {
        "alliance": language.say("where it may bend, at the usual level"),
        BEND: language.say("how much it bends"),
    }
    return [_beside(fit, "bend", name, part, language) for name, part in words.items()]


def _beside(fitted: FittedProgram, fit: str, name: str, part: str, language: Language) -> Row:
    """A number of the alliance's, or of the rating's that stands in for it, from a fit beside the explaining one."""
    model = fitted.model
    start, _ = model.layout[name]
    prior = (float(model.prior_mean[start]), float(model.prior_sd[start]))
    told = f"{rating_called(fitted, language)}: {part}"
    return number_row(f"{fit}.{name}", told, "log hazard ratio", prior, model.block(name)[:, 0])


def model(answers: Answers, version: str, language: Language) -> Row:
    """What was fitted, to what, and whether to believe it."""
    explain = answers.fits.explain
    diagnostics = explain.model.diagnostics
    episodes = explain.panel.episodes.filter(explain.panel.episodes["episode"].is_in(list(explain.rows.episodes)))
    return {
        "definition": explain.panel.definition.name,
        "grid": explain.panel.grid,
        "n": explain.rows.panel.clients,
        "clients": episodes["client"].n_unique(),
        "periods": explain.rows.panel.rows,
        "events": {"left": explain.left, "agreed": int(explain.rows.panel.agreed.sum())},
        "digest": explain.digest,
        "version": version,
        "seed": explain.model.seed,
        "specification": _specification(explain),
        "ratings": read_ratings(explain.model, language),
        "diagnostics": {
            "pareto_k": diagnostics.pareto_k if np.isfinite(diagnostics.pareto_k) else None,
            "trusted": diagnostics.trusted,
            "iterations": diagnostics.steps,
            "converged": diagnostics.converged,
            "chains": asdict(diagnostics.chains) if diagnostics.chains else None,
        },
        "prior_words": language.say(
            "The ranking starts every factor alike, at no difference; the forecasts start from published studies."
        ),
        "forecast": _forecast(answers.fits.forecast, language),
        "together": together(answers.fits.together, language),
        "beside": fits_beside(answers.fits, language),
    }


def _forecast(fitted: FittedProgram, language: Language) -> Row:
    """What the fit reads that clients' chances are made with, and whether to believe it."""
    diagnostics = fitted.model.diagnostics
    instrument = fitted.panel.instrument
    first = [rating_name(instrument)] if fitted.model.has_alliance and instrument else []
    read = [*first, *fitted.model.more]
    left_out = [name for name in further_units(fitted.panel) if name not in read]
    return {
        "ratings": read,
        "left_out": left_out,
        "pareto_k": diagnostics.pareto_k if np.isfinite(diagnostics.pareto_k) else None,
        "trusted": diagnostics.trusted,
        "words": ratings_read_words(read, left_out, language),
    }


def read_ratings(fitted: FittedModel, language: Language) -> Row | None:
    """How the ratings are read; None where none are followed."""
    if not fitted.has_alliance:
        return None
    read = READ[fitted.ratings.kind]
    return {"read": read, "words": reading_words(read, language)}


def _specification(explain: FittedProgram) -> str:
    lines, followed = [printed(explain.model)], explain.panel.instrument if explain.model.has_alliance else None
    if followed and (why := group_sessions_left_out(explain.panel.rows)):
        lines.append(f"  group sessions: {why}")
    if followed and not explain.choices.rated_is_alliance:
        lines.append(f"  alliance: not rated; {followed.name} stands in for it")
    return "\n".join(lines)


def printed(fitted: FittedModel) -> str:
    """The model's terms, one a line: what enters where, under which prior."""
    rating = f"rating ~ {_BEHIND[fitted.ratings.kind]}; " if fitted.has_alliance else ""
    lines = [f"left at a contact ~ {fitted.link}; {rating}agreed ending ~ {fitted.link}"]
    for name, (start, stop) in fitted.layout.items():
        sd = fitted.prior_sd[start:stop]
        spread = next((scale for scale in fitted.scales if scale in (f"{name}_sd", name)), None)
        means = fitted.prior_mean[start:stop]
        each = dict.fromkeys(f"N({mean:.2f}, {one:.2f}^2)" for mean, one in zip(means, sd, strict=True))
        prior = f"N(0, {spread}^2)" if spread else ", ".join(each)
        lines.append(f"  {name:<34} {stop - start:>3}  {prior}")
    lines += [f"  {name:<34}      half-normal({width:g})" for name, width in fitted.scale_prior_sd.items()]
    return "\n".join(lines)
