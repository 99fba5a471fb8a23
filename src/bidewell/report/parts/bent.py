"""How leaving goes with the alliance from low to high, where the link may bend, as a document's part."""

from typing import Any

from bidewell.analysis.answered.answers import Answers
from bidewell.analysis.answers.bend import bend_of
from bidewell.analysis.description.suppression import shown

Row = dict[str, Any]


def bend(answers: Answers) -> Row | None:
    """The curve of the fit beside the explaining one; None where too few left for it, or it is not to be trusted."""
    fit = answers.fits.bend
    if fit is None or not fit.model.diagnostics.trusted:
        return None
    found = bend_of(fit)
    return {
        "bends": found.curve.as_document(),
        "fewest_leave_at": _fewest_leave_at(answers),
        "places": [{"rating": place.points, **place.ratio.as_document()} for place in found.places],
        "n": shown(found.n),
        "left": shown(fit.left),
        "definition": fit.panel.definition.name,
    }


def _fewest_leave_at(answers: Answers) -> Row | None:
    """The rating that the claim about a turn tells; None where it is not supported."""
    told = next((claim.estimate for claim in answers.claims if claim.name == "alliance_turns"), None)
    return told.as_document() if told else None
