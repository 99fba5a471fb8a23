"""How episodes ended, sessions missed, clients who came back, and initiation and engagement."""

from typing import Any

from bidewell.report.sections.told import Told, hidden_note
from bidewell.report.sections.view import Section, Table, Tile

# What each share is of: sessions, leavings, episodes.
OF = {"attendance": "scheduled", "returns": "left", "initiation": "n", "engagement": "n"}


def section(told: Told) -> Section:
    title = told.say("Endings, sessions and returns")
    tiles = _tiles(told)
    tables = (_table(told),) if told.document["endings"] else ()
    nothing = "" if tiles or tables else told.say("No endings and no scheduled sessions are in these records yet.")
    limits = f"{told.cannot_say('endings')} {told.cannot_say('attendance')}" if not nothing else ""
    return Section("endings", title, tiles=tuple(tiles), tables=tables, cannot_say=limits, nothing=nothing)


def _tiles(told: Told) -> list[Tile]:
    document = told.document
    tiles = [
        _tile(told.say("No-shows"), "attendance", told.say("of 100 scheduled sessions were no-shows"), told),
        _tile(told.say("Came back"), "returns", _returned(told), told),
        _tile(told.say("Initiation"), "initiation", _counted(document["initiation"]), told),
        _tile(told.say("Engagement"), "engagement", _counted(document["engagement"]), told),
    ]
    return [tile for tile in tiles if tile]


def _tile(term: str, part: str, words: str, told: Told) -> Tile | None:
    share = told.document[part]
    if share is None or share["probability"] is None:
        return None
    counted = told.say("Counted: {n}.", n=told.counted(share[OF[part]]))
    return Tile(term, told.language.of_hundred(share["probability"]), words, told.interval(share), counted)


def _returned(told: Told) -> str:
    returns = told.document["returns"]
    days = told.number(returns["within_days"]) if returns else ""
    return told.say("of 100 who left came back within {days} days", days=days)


def _counted(share: dict[str, Any] | None) -> str:
    return share["words"] if share else ""


def _table(told: Told) -> Table:
    columns = (told.say("Ending"), told.say("TEDS code"), told.say("Episodes"), told.say("Of 100 episodes"))
    rows = tuple(
        (row["words"], row["teds_code"] or "–", told.count(row), told.of_hundred(row, "share"))
        for row in told.document["endings"]
    )
    return Table(told.say("How episodes ended, with 90 % ranges"), columns, rows, hidden_note(told, rows))
