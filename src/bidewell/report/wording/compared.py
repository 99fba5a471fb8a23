"""What a comparison of therapists or of sites comes to, in words."""

from collections import Counter

from bidewell.analysis.answers.fair_comparison import Comparison, Difference
from bidewell.report.language import Language


def finding_words(found: Comparison, language: Language) -> str:
    """How many can be told apart from what is usual."""
    answers = Counter(one.answer for one in found.compared)
    told = {"of": len(found.compared), "more": answers["more"], "fewer": answers["fewer"]}
    if found.kind == "site":
        if not told["more"] and not told["fewer"]:
            return language.say("Whether clients alike stay more often at one site than at another cannot be told.")
        return language.say(
            "Of {of} sites, clients alike stay more often than usual at {more} and less often at {fewer}; of the "
            "others it cannot be told.",
            **told,
        )
    if not told["more"] and not told["fewer"]:
        return language.say("Whether clients alike stay more often with one therapist than another cannot be told.")
    return language.say(
        "Of {of} therapists, clients alike stay more often than usual with {more} and less often with {fewer}; of the "
        "others it cannot be told.",
        **told,
    )


def answer_words(answer: Difference, language: Language) -> str:
    """What can be told of one of them."""
    words: dict[Difference, str] = {
        "more": language.say("more stay"),
        "fewer": language.say("fewer stay"),
        "cannot tell": language.say("cannot tell"),
    }
    return words[answer]
