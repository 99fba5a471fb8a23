"""The model's parameters in words."""

from bidewell.factors.table import kind_of, named_factor
from bidewell.report.language import Language


def parameter_words(label: str, language: Language) -> str:
    """A coefficient: the factor, and which part of it."""
    name, _, part = label.rstrip("]").partition("[")
    parts = {
        "start": language.say("at the start"),
        "sustain": language.say("once it has lasted"),
        "after": language.say("when it is over"),
    }
    for ending, words in (
        ("_sustain_by_alliance", language.say("once it has lasted, for each step of the alliance")),
        ("_missing", language.say("not recorded")),
    ):
        if name.endswith(ending):
            return f"{_factor(name.removesuffix(ending), language)}: {words}"
    products = {
        "alliance_access": language.say("alliance together with a longer way"),
        "alliance_ride[offered]": language.say("alliance together with a ride offered"),
        "alliance_ride[used]": language.say("alliance together with a ride used, of those offered one"),
    }
    if label in products:
        return products[label]
    return f"{_factor(name, language)}: {parts.get(part, part)}" if part else _factor(name, language)


def scale_words(name: str, language: Language) -> str:
    """An estimated spread."""
    words = {
        "therapist_rating_sd": language.say("how much therapists differ in ratings"),
        "therapist_leaving_sd": language.say("how much therapists differ in leaving"),
        "group_session_sd": language.say("how much group sessions differ in ratings"),
        "site_leaving_sd": language.say("how much sites differ in leaving"),
        "leaving_quarter_sd": language.say("how much leaving changes from quarter to quarter"),
        "rating_quarter_sd": language.say("how much ratings change from quarter to quarter"),
        "leaving_smoothness": language.say("how unevenly leaving changes over time in care"),
    }
    return words.get(name, name)


def _factor(name: str, language: Language) -> str:
    return named_factor(name, kind_of(name) or "numeric").words[language.code]
