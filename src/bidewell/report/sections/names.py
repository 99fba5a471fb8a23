"""Names of definitions, windows and endings in the reader's words, and what each figure cannot say."""

from bidewell.factors.columns import recorded_words
from bidewell.report.language import Language


def definition(name: str, language: Language) -> str:
    """A built-in definition by its title; a program's own by its name."""
    titles = {
        "loss_of_contact": language.say("Loss of contact"),
        "recorded_reason": language.say("Recorded reason"),
        "missed_last_session": language.say("Missed last session"),
        "below_sessions": language.say("Few sessions"),
        "short_stay": language.say("Short stay"),
        "left_at_order_end": language.say("Left when the order ended"),
        "agreed_as_left": language.say("Bound: every agreed ending counts as leaving"),
        "agreed_unattended_as_left": language.say("Bound: agreed endings without a last session count as leaving"),
    }
    return titles.get(name, plain(name))


def window(name: str, is_by_session: bool, language: Language) -> str:
    """A part of care. Weeks are numbered from 0 and sessions from 1, as people count them."""
    weeks = {
        "whole": language.say("Whole time in care"),
        "0-4": language.say("Early: weeks 0 to 4"),
        "5-12": language.say("Middle: weeks 5 to 12"),
        "13+": language.say("Late: week 13 and after"),
    }
    sessions = {
        "whole": weeks["whole"],
        "0-4": language.say("Early: sessions 1 to 5"),
        "5-12": language.say("Middle: sessions 6 to 13"),
        "13+": language.say("Late: session 14 and after"),
    }
    return (sessions if is_by_session else weeks).get(name, name)


def ending(name: str, language: Language) -> str:
    """The four groups of endings the curves show."""
    groups = {
        "left": language.say("Left"),
        "agreed": language.say("Ended well"),
        "taken_away": language.say("Ended from outside"),
        "put_out": language.say("Ended by program"),
    }
    return groups[name]


def verdict(name: str, language: Language) -> str:
    words = {
        "supported": language.say("Supported"),
        "contradicted": language.say("Contradicted"),
        "cannot tell": language.say("Cannot tell"),
    }
    return words[name]


def scale(name: str, language: Language) -> str:
    known = {
        "hazard ratio": language.say("times as many leave; 1 is no difference"),
        "of 100": language.say("more of 100 stay"),
        "of 100 referred": language.say("more of 100 referred start"),
        "log hazard ratio": language.say("difference of log ratios; 0 is no difference"),
        "odds ratio": language.say("times the odds; 1 is no difference"),
        "standard deviations": language.say("standard deviations in the next rating; 0 is no difference"),
        "points of the rating": language.say("points of the rating, where fewest leave"),
        "chance of being largest": language.say("chance, of 100, of being the largest"),
    }
    return known.get(name, name)


def column(name: str, language: Language) -> str:
    """A column of the records by its title; a program's own by its name."""
    titles = {
        "site": language.say("Site"),
        "program": language.say("Program"),
        "level_of_care": language.say("Level of care"),
        "payer": language.say("Payer"),
        "referral_source": language.say("Referred by"),
        "age": language.say("Age"),
        "sex": language.say("Sex"),
    }
    return titles.get(name, plain(name))


def recorded(column: str, value: str | None, language: Language) -> str:
    """A value of a column of the records; a dash for one that is not known."""
    return "–" if value is None else recorded_words(column, value)[language.code]


def plain(name: str) -> str:
    """A name from the records as words: `court_order` is "Court order"."""
    words = name.replace("_", " ").replace(".", ", ").strip()
    return words[:1].upper() + words[1:]


def cannot_say(key: str, language: Language) -> str:
    """The page's own sentence, used where the analysis brought none."""
    say = language.say
    sentences = {
        "answers": say(
            "Whether one thing is the cause of another. These are links seen in this program's records, not trials."
        ),
        "staying": say(
            "What would have happened elsewhere, or why clients left. It counts clients who came at least once."
        ),
        "groups": say("Which site or group does better work: their clients differ in ways the records do not show."),
        "hazard": say("Why those weeks are hard. Later weeks rest on fewer clients, who chose to stay so far."),
        "entry": say("What became of those who never came, or who was never referred."),
        "ranking": say("What would happen if a factor were changed, or how factors that are not recorded would rank."),
        "sensitivity": say("Whether there is something not recorded that matters. It says how strong it would be."),
        "windows": say(
            "Whether a client's own link changes. Those still in care later are not the same group of clients."
        ),
        "bend": say("Whether a client would stay if the rating changed, or who with a very high rating was done."),
        "parameters": say("Whether the starting guess was right. Where nothing moved, the page repeats the guess."),
        "pressure": say(
            "What an order does to one client. Those under an order differ from others in ways not recorded."
        ),
        "compared": say(
            "How good anyone's work is: clients do not come to people by chance, and much about them is not recorded. "
            "It is for asking what helps, not for judging."
        ),
        "definitions": say("Which definition is the true one. They ask different questions of the same clients."),
        "endings": say("Whether a recorded reason is the real one. Those who record it differ in how they judge."),
        "attendance": say("Why a session was missed, or whether it was rebooked under another name."),
        "ratings": say("What clients who did not answer would have said, or how high a rating at the top really is."),
        "records": say("What the missing values would have been, or whether what is recorded is right."),
        "validation": say(
            "How the forecasts will do in a year, elsewhere, or once people act on them. It tells of these past days."
        ),
        "calibration": say(
            "Whether one client's chance was right. Endings written down late were known earlier here than in life."
        ),
        "rules": say("Why a rule is better. The ranges tell of other clients alike, not of the models fitted anew."),
        "benefit": say(
            "What seeing to a client does. It counts who would have been seen to, not who would have stayed."
        ),
        "checks": say("Whether the model is right in what is not listed here, or why a number lies outside."),
        "clients": say("What a client will do. A chance is not a fate, and it must never be a reason for less care."),
    }
    return sentences[key]
