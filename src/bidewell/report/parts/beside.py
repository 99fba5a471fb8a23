"""The fits beside the explaining one, each with its own check, as document rows."""

import numpy as np

from bidewell.analysis.model.fits import OTHER_FADING_WEEKS, Fits, fading_name
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.report.language import Language
from bidewell.report.parts.rows import Row
from bidewell.report.sections.names import definition as definition_words
from bidewell.report.wording.ratings import followed_words


def fits_beside(fits: Fits, language: Language) -> list[Row]:
    """All that were made, and those that could not be: also where no number is told, so that it can be seen why."""
    made = (
        ("windows", fits.windows),
        *((fading_name(fit.choices.fading_weeks), fit) for fit in fits.fading),
        *((_definition(fit), fit) for fit in (fits.at_order_end, *fits.bounds) if fit is not None),
        ("split", fits.split),
        ("bend", fits.bend),
        *((f"bend.{_definition(fit)}", fit) for fit in fits.bend_bounds),
        *((f"together.{_definition(fit)}", fit) for fit in fits.together_bounds),
        *((name, None) for name in fits.not_made),
    )
    told = ((name, fit) for name, fit in made if fit is not None or name in fits.not_made)
    return [_row(name, _called(name, fits, language), fit) for name, fit in dict(told).items()]


def _definition(fit: FittedProgram) -> str:
    return fit.panel.definition.name


def _called(name: str, fits: Fits, language: Language) -> str:
    """A fit by its name in words; the name of one under a bound on agreed endings is made of two."""
    beside, _, bound = name.partition(".")
    if bound:
        return f"{_called(beside, fits, language)}. {definition_words(bound, language)}"
    rating = followed_words(fits.explain.panel.instrument, language)
    lengths = {
        fading_name(weeks): language.say("Pressure whose start lasts {weeks} weeks", weeks=language.number(weeks))
        for weeks in OTHER_FADING_WEEKS
    }
    words = {
        "windows": language.say("Early, middle and late"),
        "split": language.say("{rating} in two: lasting and passing", rating=rating[:1].upper() + rating[1:]),
        "bend": language.say("The alliance from low to high"),
        "together": language.say("Ratings, attendance and answers together"),
        **lengths,
    }
    return words[name] if name in words else definition_words(name, language)


def _row(name: str, words: str, fit: FittedProgram | None) -> Row:
    """`fit` is None where it could not be made."""
    found = fit.model.diagnostics if fit is not None else None
    return {
        "fit": name,
        "words": words,
        "made": fit is not None,
        "pareto_k": found.pareto_k if found is not None and np.isfinite(found.pareto_k) else None,
        "trusted": found is not None and found.trusted,
    }
