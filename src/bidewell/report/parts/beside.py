"""The fits made beside the explaining one, each with its own check, as document rows."""

import numpy as np

from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.report.language import Language
from bidewell.report.parts.rows import Row
from bidewell.report.sections.names import definition as definition_words
from bidewell.report.wording.ratings import followed_words


def fits_beside(fits: Fits, language: Language) -> list[Row]:
    """All that were made: also those of which no number is told, so that it can be seen why."""
    made = (
        ("windows", language.say("Early, middle and late"), fits.windows),
        *(_fading(fit, language) for fit in fits.fading),
        *(_under(fit, language) for fit in (fits.at_order_end, *fits.bounds) if fit is not None),
        ("split", _split(fits.explain, language), fits.split),
        ("bend", language.say("The alliance from low to high"), fits.bend),
        *(_within("bend", language.say("The alliance from low to high"), fit, language) for fit in fits.bend_bounds),
        *(
            _within("together", language.say("Ratings, attendance and answers together"), fit, language)
            for fit in fits.together_bounds
        ),
    )
    return [_row(name, words, fit) for name, words, fit in made if fit is not None]


def _split(explain: FittedProgram, language: Language) -> str:
    rating = followed_words(explain.panel.instrument, language)
    return language.say("{rating} in two: lasting and passing", rating=rating[:1].upper() + rating[1:])


def _fading(fit: FittedProgram, language: Language) -> tuple[str, str, FittedProgram]:
    weeks = fit.choices.fading_weeks
    words = language.say("Pressure whose start lasts {weeks} weeks", weeks=language.number(weeks))
    return f"fading_{weeks:g}_weeks", words, fit


def _under(fit: FittedProgram, language: Language) -> tuple[str, str, FittedProgram]:
    name = fit.panel.definition.name
    return name, definition_words(name, language), fit


def _within(name: str, words: str, fit: FittedProgram, language: Language) -> tuple[str, str, FittedProgram]:
    """A fit beside, under a bound on agreed endings."""
    bound, called, _ = _under(fit, language)
    return f"{name}.{bound}", f"{words}. {called}", fit


def _row(name: str, words: str, fit: FittedProgram) -> Row:
    found = fit.model.diagnostics
    return {
        "fit": name,
        "words": words,
        "pareto_k": found.pareto_k if np.isfinite(found.pareto_k) else None,
        "trusted": found.trusted,
    }
