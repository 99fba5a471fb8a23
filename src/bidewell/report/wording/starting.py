"""The first weeks, and what the records leave out, in words."""

from bidewell.analysis.description.initiation import ENGAGEMENT_DAYS, FURTHER_SESSIONS, INITIATION_DAYS, Initiation
from bidewell.report.language import Language


def initiation_words(_figure: Initiation, language: Language) -> str:
    """What initiation counts."""
    return language.say(
        "Of those referred: a first session within {days} days (IET-style; not comparable with published rates).",
        days=INITIATION_DAYS,
    )  # fmt: skip


def engagement_words(figure: Initiation, language: Language) -> str:
    """What engagement counts, from referral where that is recorded."""
    counts = {"sessions": FURTHER_SESSIONS, "days": ENGAGEMENT_DAYS}
    if figure.counted_from == "referral":
        return language.say(
            "Of those referred: started so, and {sessions} more sessions in the next {days} days.", **counts
        )
    return language.say("Of those who came once: {sessions} more sessions in the next {days} days.", **counts)


def missing_words(what: str, language: Language) -> str:
    """What is not recorded, and of what."""
    words = {
        "referred_on": language.say("Episodes without a day of referral"),
        "referral_source": language.say("Episodes without a referral source"),
        "level_of_care": language.say("Episodes without a level of care"),
        "payer": language.say("Episodes without a payer"),
        "site": language.say("Episodes without a site"),
        "prior_episodes": language.say("Episodes without a number of earlier episodes"),
        "ending": language.say("Ended episodes without a recorded ending"),
        "staff": language.say("Attended sessions without staff"),
        "ratings": language.say("Check-ins without an answer"),
    }
    return words[what]
