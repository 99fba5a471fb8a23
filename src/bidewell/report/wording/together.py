"""The fit of everything observed at once, in words: what it reads, and each of its numbers."""

from collections.abc import Sequence

from bidewell.analysis.answers.numbers_together import Number
from bidewell.analysis.forecasting.forecast_words import rating_words
from bidewell.report.language import Language


def number_words(number: Number, language: Language) -> str:
    """A number of the fit. Links only: nothing here says that one thing brings the other."""
    of = rating_words(number.of)[language.code]
    what = rating_words(number.what)[language.code] if number.what else ""
    if number.kind == "after":
        if number.what == number.of:
            return language.say("{rating}: how much of a passing change is left a step of time later", rating=of)
        return language.say("{what}, a step of time after a passing change of {of}", what=what, of=of)
    words = {
        "lasting": language.say("lasting levels of {of} and {what} together", of=of, what=what),
        "left": language.say("{rating}, beside all that is read together: leaving", rating=of),
        "agreed": language.say("{rating}, beside all that is read together: ending as agreed", rating=of),
        "attended": language.say("{rating}: sessions attended", rating=of),
        "answered": language.say("{rating}: check-ins answered", rating=of),
    }
    return words[number.kind]


def read_together_words(ratings: Sequence[str], counted: Sequence[str], language: Language) -> str:
    """What the fit reads beside leaving."""
    listed = ", ".join(rating_words(name)[language.code] for name in ratings)
    told = {"attended": language.say("sessions attended"), "answered": language.say("check-ins answered")}
    beside = "; ".join(told[name] for name in counted)
    if not beside:
        return language.say("Ratings of {ratings}.", ratings=listed)
    return language.say("Ratings of {ratings}; {counts}.", ratings=listed, counts=beside)
