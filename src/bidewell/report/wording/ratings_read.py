"""Which ratings clients' chances are made with, in words."""

from collections.abc import Sequence

from bidewell.analysis.forecasting.forecast_words import rating_words
from bidewell.analysis.model.fit_together import FEWEST_CLIENTS
from bidewell.report.language import Language


def ratings_read_words(read: Sequence[str], left_out: Sequence[str], language: Language) -> str:
    """The ratings read and, where others are recorded often enough, why they are not."""
    told = language.say("No ratings: only what else is known of clients, and how they came to sessions.")
    if read:
        told = language.say(
            "Ratings of {ratings}, beside attendance and all else that is known.", ratings=_listed(read, language)
        )
    if not left_out:
        return told
    why = language.say(
        "Left out: {ratings}. There are fewer than {n} episodes, or a fit with these ratings did not pass its check.",
        ratings=_listed(left_out, language),
        n=FEWEST_CLIENTS,
    )
    return f"{told} {why}"


def _listed(names: Sequence[str], language: Language) -> str:
    return ", ".join(rating_words(name)[language.code] for name in names)
