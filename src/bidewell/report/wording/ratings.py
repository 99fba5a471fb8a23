"""What the rating that the model follows is called, and how ratings are read, by name and in words."""

from collections.abc import Mapping

from bidewell.domain.settings import RatingSource
from bidewell.engine.channels import Kind
from bidewell.report.language import Language

# What a document calls each way of reading.
READ: Mapping[Kind, str] = {"gaussian": "measurement", "censored": "cut_off", "ordinal": "ordered"}


def followed_words(source: RatingSource | None, language: Language) -> str:
    """The alliance, or another rating that stands in for it, by its own name: within a sentence."""
    if source is None or source.role == "alliance":
        return language.say("the alliance")
    return source.name.replace("_", " ")


def reading_words(read: str, language: Language) -> str:
    """One way of reading as a sentence."""
    words = {
        "measurement": language.say("As measurements: each rating is the client's level, give or take an error."),
        "cut_off": language.say(
            "As cut off at the ends of their scale: the highest answer means this much or more, the lowest this much "
            "or less."
        ),
        "ordered": language.say("As a few answers in order: the steps between them may differ in size."),
    }
    return words[read]
