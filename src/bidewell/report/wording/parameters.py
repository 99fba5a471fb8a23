"""The model's parameters in words."""

from bidewell.engine.model import Block
from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.product import AllianceByUse, AllianceProduct
from bidewell.engine.terms.term import Term
from bidewell.factors.columns import recorded_words
from bidewell.factors.entry import choices_for
from bidewell.factors.table import kind_of, named_factor
from bidewell.report.language import Language


def parameter_words(term: Term, block: Block, label: str, rating: str, language: Language) -> str:
    """A coefficient: the factor, and which part of it, as its term has it. Names alone are the program's own words.

    `rating` is what the rating is called that the model follows: the alliance's, or another's that stands in for it.
    """
    if isinstance(term, AllianceEffect):
        return rating
    is_product = isinstance(term, AllianceProduct | AllianceByUse)
    whose = rating if is_product else named_factor(term.factor, kind_of(term.factor) or "numeric").words[language.code]
    part = _part(term, block, label, rating, language)
    return f"{whose}: {part}" if part else whose


def _part(term: Term, block: Block, label: str, rating: str, language: Language) -> str:
    if isinstance(term, AllianceProduct):
        return language.say("together with a longer way")
    if isinstance(term, AllianceByUse):
        return _by_use(label, language)
    if isinstance(term, Covariate) and block.name == term.missing_name:
        return language.say("not recorded")
    if not isinstance(term, Pressure):
        return _level(term.factor, label, language)
    if block.quantity == "loading":
        return language.say("once it has lasted, for each step of {rating}", rating=rating)
    parts = {
        "start": language.say("at the start"),
        "sustain": language.say("once it has lasted"),
        "after": language.say("when it is over"),
    }
    return parts.get(label, label)


def _level(factor: str, label: str, language: Language) -> str:
    """What a coefficient of a factor with several values is of: one of them."""
    known = choices_for(factor, {}) or {}
    return (known.get(label) or recorded_words(factor, label))[language.code]


def _by_use(label: str, language: Language) -> str:
    if label == "used":
        return language.say("together with a ride used, of those offered one")
    return language.say("together with a ride offered")


def scale_words(name: str, language: Language) -> str:
    """An estimated spread."""
    words = {
        "therapist_rating_sd": language.say("how much therapists differ in ratings"),
        "therapist_leaving_sd": language.say("how much therapists differ in leaving"),
        "group_session_sd": language.say("how much group sessions differ in ratings"),
        "therapist_answered_sd": language.say("how much therapists differ in how many check-ins are answered"),
        "site_rating_sd": language.say("how much sites differ in ratings"),
        "site_leaving_sd": language.say("how much sites differ in leaving"),
        "leaving_quarter_sd": language.say("how much leaving changes from quarter to quarter"),
        "rating_quarter_sd": language.say("how much ratings change from quarter to quarter"),
        "leaving_smoothness": language.say("how unevenly leaving changes over time in care"),
    }
    return words.get(name, name)
