"""What stands behind the numbers: ratings and their ceiling, what is missing, and clients not counted."""

from typing import Any

from bidewell.report.sections.told import Told, hidden_note
from bidewell.report.sections.view import Fact, Section, Table


def section(told: Told) -> Section:
    records = told.document["records"]
    tables = [table for table in (_missing(records, told), _warnings(records, told), _excluded(records, told)) if table]
    return Section(
        "records", told.say("Ratings and records"), _ratings(told), tables=tuple(tables), facts=_counts(records, told),
        cannot_say=f"{told.cannot_say('ratings')} {told.cannot_say('records')}",
    )  # fmt: skip


def _ratings(told: Told) -> tuple[str, ...]:
    ratings = told.document["ratings"]
    if not ratings["available"]:
        own = told.say("No ratings: the report still says who stays and when people leave, and leaves alliance out.")
        return (own, ratings["words"]) if ratings["words"] else (own,)
    counted = told.say(
        "Ratings: {n}, from {clients} clients.", n=told.number(ratings["n"]), clients=told.number(ratings["clients"])
    )
    ceiling = told.say(
        "At the top of the scale: {share} of 100.", share=told.language.of_hundred(ratings["share_at_ceiling"])
    )
    return tuple(words for words in (f"{counted} {ceiling}", ratings["words"]) if words)


def _counts(records: dict[str, Any], told: Told) -> tuple[Fact, ...]:
    titles = {
        "clients": told.say("Clients"), "episodes": told.say("Episodes"), "sessions": told.say("Sessions"),
        "checkins": told.say("Check-ins"), "factors": told.say("Factor rows"),
    }  # fmt: skip
    return tuple(Fact(title, told.number(records[key])) for key, title in titles.items())


def _missing(records: dict[str, Any], told: Told) -> Table | None:
    # Documents kept by earlier versions do not say of how many.
    rows = tuple(
        (row["words"], told.language.of_hundred(row["share"]), told.number(row.get("of"))) for row in records["missing"]
    )
    columns = (told.say("Missing"), told.say("Of 100"), told.say("Counted"))
    return Table(told.say("What is missing"), columns, rows) if rows else None


def _warnings(records: dict[str, Any], told: Told) -> Table | None:
    """Checks are worded in English only, and say so elsewhere."""
    rows = tuple((row["words"], told.number(row["count"])) for row in records["warnings"])
    is_english = told.language.code == "en"
    columns = (told.say("Warning") if is_english else told.say("Warning (in English)"), told.say("Times"))
    title = told.say("Warnings when the records were read")
    return Table(title, columns, rows, row_language="" if is_english else "en") if rows else None


def _excluded(records: dict[str, Any], told: Told) -> Table | None:
    rows = tuple((row["words"], told.count(row)) for row in records["excluded"])
    if not rows:
        return None
    columns = (told.say("Reason"), told.say("Episodes"))
    return Table(told.say("Episodes not counted, and why"), columns, rows, hidden_note(told, rows))
