"""What a check of the model is of, in words."""

from bidewell.analysis.forecasting.forecast_words import rating_words
from bidewell.report.language import Language

Periods = tuple[int | None, int | None]


def check_words(name: str, periods: Periods, is_by_session: bool, language: Language, about: str = "") -> str:
    """The number that is checked, with its unit; of which weeks or sessions, where it is not of all.

    `about` names the rating of a number of a further one.
    """
    rating = rating_words(about)[language.code] if about else ""
    numbers = {
        "rating_mean": language.say("Average rating"),
        "rating_sd": language.say("Spread of the ratings (standard deviation)"),
        "rating_lowest": language.say("Ratings at the bottom of the scale, of 100"),
        "rating_highest": language.say("Ratings at the top of the scale, of 100"),
        "rating_follows": language.say("How closely a rating follows the one before (1: fully)"),
        "leaving": language.say("Left, of 100 contacts"),
        "agreed_ending": language.say("Ended as agreed, of 100 contacts"),
        "attended": language.say("Sessions attended, of 100 booked"),
        "answered": language.say("Check-ins answered, of 100 offered"),
        "further_mean": language.say("Average rating of {rating}", rating=rating),
        "further_sd": language.say("Spread of the ratings of {rating} (standard deviation)", rating=rating),
        "days_between_contacts": language.say("Days until the next contact"),
    }
    if periods == (None, None):
        return numbers[name]
    return language.say(
        "{number}, {periods}", number=numbers[name], periods=periods_words(periods, is_by_session, language)
    )


def periods_words(periods: tuple[int | None, int | None], is_by_session: bool, language: Language) -> str:
    """Weeks or sessions from the first to the last, as in "weeks 3 to 4"."""
    first, last = periods
    if first == last:
        name = language.say("session {n}", n=first) if is_by_session else language.say("week {n}", n=first)
    elif last is None:
        name = language.say("from session {n}", n=first) if is_by_session else language.say("from week {n}", n=first)
    elif is_by_session:
        name = language.say("sessions {first} to {last}", first=first, last=last)
    else:
        name = language.say("weeks {first} to {last}", first=first, last=last)
    return name
