"""The answer to "what goes with staying most", as a sentence."""

from bidewell.analysis.answers.ranking import Ranked
from bidewell.analysis.answers.verdict import Verdict
from bidewell.report.language import Language


def verdict_words(verdict: Verdict, language: Language) -> str:
    """The verdict with its numbers; "cannot tell" with its reason."""
    if verdict.largest is not None:
        return _winner(verdict.largest, language)
    reasons = {
        "untrusted": language.say("Cannot tell: the check of the fit was not passed, so no factor is named."),
        "too_close": language.say("Cannot tell: no factor stands apart. Which one comes first may well be chance."),
        "no_effect": language.say("Cannot tell: the factor that comes first may itself make no difference."),
        "need_unknown": language.say(
            "Cannot tell: rides come first, but who needs one is not recorded (travel time or distance)."
        ),
        "definitions_disagree": language.say("Cannot tell: the answer turns with what counts as leaving."),
        "bounds_disagree": language.say("Cannot tell: the answer turns with what counts as an agreed ending."),
        "definition_open": language.say(
            "Cannot tell: whether the answer holds where stopping at the end of an order counts as leaving is not "
            "known. That fit did not pass its check."
        ),
        "bounds_open": language.say(
            "Cannot tell: whether the answer holds where agreed endings count as leaving is not known. That fit did "
            "not pass its check."
        ),
        "not_made": language.say("Cannot tell: a fit that the answer rests on could not be made."),
        "nothing_compared": language.say(
            "Cannot tell: fewer than two factors are compared, so there is nothing to rank."
        ),
        "nothing_known": language.say("Cannot tell: too little is known yet to look for what goes with staying."),
        "out_of_reach": language.say(
            "Cannot tell: no numbers of the model make these records likely at all, so nothing was fitted. Some value "
            "may lie far from all others."
        ),
    }
    return reasons[verdict.reason]


def _winner(row: Ranked, language: Language) -> str:
    told = {
        "factor": row.factor.words[language.code],
        "more": language.of_hundred(row.stayed_at_plus),
        "less": language.of_hundred(row.stayed_at_minus),
        "chance": language.chance(row.largest_after or 0.0),
    }
    if row.stayed_at_plus < row.stayed_at_minus:
        return language.say(
            "Of what is recorded, {factor} goes most with leaving: with more of it {more} of 100 stayed, with less "
            "{less}. The chance that it is the largest is {chance} of 100.",
            **told,
        )
    return language.say(
        "Of what is recorded, {factor} goes most with staying: with more of it {more} of 100 stayed, with less {less}. "
        "The chance that it is the largest is {chance} of 100.",
        **told,
    )
