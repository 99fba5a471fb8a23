"""Each claim as a sentence, and why it is supported, contradicted or open."""

from bidewell.analysis.answers.claim import Claim
from bidewell.analysis.answers.pressure_effects import FEWEST_ENDED_ORDERS
from bidewell.analysis.forecasting.forecast_words import rating_words
from bidewell.analysis.model.fits import FEWEST_LEFT_TO_SPLIT
from bidewell.factors.table import named_factor
from bidewell.report.language import Language


def claim_words(claim: Claim, language: Language) -> str:
    """What is claimed. Association only: nothing here says that one thing brings the other."""
    source = _source_words(claim, language)
    sentences = {
        "alliance_staying": language.say("Clients who rate the alliance higher stay longer."),
        "alliance_largest": language.say("The alliance goes with staying more than anything else recorded."),
        "alliance_access": language.say("Where the way is short, the alliance goes with staying less."),
        "alliance_ride": language.say("Of those offered a ride, the alliance goes with staying less where it is used."),
        "alliance_bends": language.say(
            "At very low and at very high ratings of the alliance more leave than a straight line says."
        ),
        "alliance_turns": language.say(
            "Clients with a middling alliance stay longest: with a very low and with a very high one more leave."
        ),
        "pressure_early": language.say(
            "In the first weeks, clients under pressure ({source}) leave less.", source=source
        ),
        "pressure_late": language.say(
            "Once it has lasted, clients under pressure ({source}) still leave less.", source=source
        ),
        "pressure_fades": language.say(
            "The link between pressure ({source}) and staying weakens after the start.", source=source
        ),
        "pressure_with_alliance": language.say(
            "Pressure ({source}) that lasts goes with staying more where the alliance is good.", source=source
        ),
        "pressure_after": language.say("When the pressure ({source}) is over, clients stay.", source=source),
        "alliance_attendance": language.say("A better alliance goes with better attendance."),
        "alliance_motivation": language.say("A better alliance comes before more motivation."),
        "motivation_alliance": language.say("More motivation comes before a better alliance."),
        "alliance_outcome": language.say("A better alliance comes before better outcomes ({outcome}).", outcome=source)
        if source
        else language.say("A better alliance comes before better outcomes."),
        "attendance_alliance": language.say("After missed sessions the next rating of the alliance is lower."),
        "outcome_alliance": language.say("Better outcomes ({outcome}) come before a better alliance.", outcome=source)
        if source
        else language.say("Better outcomes come before a better alliance."),
        "alliance_total": language.say(
            "Counting what follows it in the other ratings, clients whose alliance stays higher leave less."
        ),
        "entry_distance": language.say("Of those referred, fewer start where the way is long."),
    }
    return sentences[claim.name]


def _source_words(claim: Claim, language: Language) -> str:
    """The pressure, or the outcome rated, that a claim is about; nothing where it is about neither."""
    if not claim.source:
        return ""
    is_pressure = claim.name.startswith("pressure_")
    words = named_factor(claim.source, "pressure").words if is_pressure else rating_words(claim.source)
    return words[language.code]


def why_words(claim: Claim, language: Language) -> str:
    """Why the verdict is what it is."""
    reasons = {
        "above": language.say("The whole range lies above no difference."),
        "below": language.say("The whole range lies below no difference."),
        "both_sides": language.say("The range reaches to both sides of no difference."),
        "too_small": language.say("There is a difference, but it may be too small to matter."),
        "bounds_disagree": language.say("The answer turns with what counts as an agreed ending."),
        "bounds_open": language.say(
            "Whether it holds where agreed endings count as leaving is not known: that fit did not pass its check."
        ),
        "need_unknown": language.say("Rides come first, but who needs one is not recorded."),
        "definitions_disagree": language.say(
            "The answer turns with whether stopping at the end of an order counts as leaving."
        ),
        "definition_open": language.say(
            "Whether it holds where stopping at the end of an order counts as leaving is not known: that fit did not "
            "pass its check."
        ),
        "few_ended": language.say(
            "Too few orders ended while the client was followed; {n} are needed.", n=FEWEST_ENDED_ORDERS
        ),
        "no_ratings": language.say("No ratings of the alliance are recorded."),
        "few_repeated": language.say(
            "Too few clients rated the alliance more than once, or nearly all ratings are the same."
        ),
        "few_left": language.say("Fewer than {n} left, too few to see whether the link bends.", n=FEWEST_LEFT_TO_SPLIT),
        "prior_carries": language.say("The data say little more of it than was assumed before."),
        "ends_open": language.say("At one end of the ratings it is open whether more leave or fewer."),
        "turns": language.say(
            "Toward the middle fewer leave, from both ends. The ranking draws a straight line and shows less of the "
            "alliance than there is. Some with a very high rating may be done, and nobody wrote it down."
        ),
        "turns_back": language.say("It is so up to the middle; beyond it more leave again."),
        "falls_throughout": language.say("The higher the rating, the fewer leave, from end to end."),
        "rises_throughout": language.say("The higher the rating, the more leave, from end to end."),
        "turns_upside_down": language.say("Most leave in the middle, and fewer toward both ends."),
        "no_access": language.say("No travel time or distance is recorded."),
        "no_rides": language.say("No rides are recorded."),
        "few_rides": language.say(
            "Too few clients used a ride, or too few were offered one and did not, to compare the two."
        ),
        "need_not_known": language.say("Who needs a ride is not known here (travel time or distance)."),
        "left_out": language.say("It was left out of what was asked; that is not a finding."),
        "not_recorded": language.say("Too little of it is recorded, of too few clients, or the alliance is not rated."),
        "who_answers": language.say(
            "Who answers check-ins goes with the alliance, and with that known the answer is open."
        ),
        "untrusted": language.say("The check of the fit was not passed."),
        "not_made": language.say("A fit that it rests on could not be made."),
        "too_close": language.say("No factor stands apart."),
        "no_effect": language.say("The factor that comes first may itself make no difference."),
        "nothing_compared": language.say("Fewer than two factors are compared."),
        "stands_apart": language.say("It is very likely the largest, and its own part is clear."),
        "other_stands_apart": language.say("Another factor is very likely larger."),
        "goes_with_leaving": language.say("It is very likely the largest, and goes with leaving."),
        "few_referred": language.say("Too few referrals with a recorded way are old enough to tell."),
    }
    return reasons[claim.why]
