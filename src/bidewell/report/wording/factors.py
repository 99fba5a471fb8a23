"""What a factor is called, and what is compared with what."""

from bidewell.analysis.answers.ranking import ACCESS, Ranked
from bidewell.report.language import Language


def factor_words(row: Ranked, language: Language) -> str:
    """The factor in words; what is shown beside those that compete by its own."""
    words = row.factor.words[language.code]
    if row.factor.name == ACCESS:
        return language.say("access as a whole (travel, rides)")
    if row.candidate:
        return words
    return language.say("{rating}, without the therapist's part", rating=words)


def contrast_words(language: Language) -> str:
    """The comparison that treats every kind of factor alike."""
    return language.say(
        "clients with more of the factor against clients with less: one step to either side of the average in what it "
        "contributes"
    )


def ceiling_words(share: float | None, language: Language) -> str:
    """What ratings at the top of the scale mean for everything that rests on them."""
    if share is None:
        return language.say("No ratings are recorded. What follows rests on attendance and on the other factors alone.")
    if share >= 0.4:
        return language.say(
            "Of 100 ratings, {n} are at the top of the scale. Differences among satisfied clients cannot be seen, "
            "so the link with staying may be drawn too weak or too strong; read its range as too narrow.",
            n=language.of_hundred(share),
        )  # fmt: skip
    if share >= 0.2:
        return language.say(
            "Of 100 ratings, {n} are at the top of the scale: differences among satisfied clients are partly hidden, "
            "and ranges are somewhat too narrow.",
            n=language.of_hundred(share),
        )  # fmt: skip
    return language.say("Of 100 ratings, {n} are at the top of the scale.", n=language.of_hundred(share))


def stand_in_words(instrument: str, language: Language, is_followed: bool) -> str:
    """Said where the rating is not one of the alliance: whether it is followed in place of one."""
    if not is_followed:
        return language.say(
            "No alliance rating is recorded; {instrument} was too seldom rated again, or nearly always alike, "
            "to be followed in its place.",
            instrument=instrument.replace("_", " "),
        )  # fmt: skip
    return language.say(
        "No alliance rating is recorded; {instrument} stands in as the repeated rating, "
        "and says nothing of the alliance.",
        instrument=instrument.replace("_", " "),
    )  # fmt: skip
