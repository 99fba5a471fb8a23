"""From referral to a first session: how many come, how soon, by who referred them."""

from typing import Any

from bidewell.report.sections import names
from bidewell.report.sections.told import Told, hidden_note
from bidewell.report.sections.view import Section, Table, Tile


def section(told: Told) -> Section:
    entry = told.document["entry"]
    title = told.say("From referral to first session")
    if entry is None:
        return Section(
            "entry",
            title,
            nothing=told.say(
                "Referral dates are not in these records, so nothing can be said of those who never came."
            ),
        )
    tables = (_table(entry["by_source"], told),) if entry["by_source"] else ()
    return Section("entry", title, tiles=tuple(_tiles(entry, told)), tables=tables, cannot_say=told.cannot_say("entry"))


def _tiles(entry: dict[str, Any], told: Told) -> list[Tile]:
    counted = told.say(
        "Referred: {referred}. Started: {started}.",
        referred=told.number(entry["referred"]),
        started=told.number(entry["started"]),
    )
    days, waited = told.number(entry["median_days_to_first_session"]), _range(entry, told)
    share = told.language.of_hundred(entry["probability"])
    tiles = [
        Tile(told.say("Came at all"), share, told.say("of 100 referred started"), told.interval(entry), counted),
        Tile(told.say("Wait"), days, told.say("days to the first session, for the middle client"), waited, counted),
    ]
    known = (entry["probability"] is not None, bool(waited))
    return [tile for tile, is_known in zip(tiles, known, strict=True) if is_known]


def _range(row: dict[str, Any], told: Told) -> str:
    """The wait's; nothing where too few started, or in documents kept by earlier versions."""
    low, high = row.get("median_days_low"), row.get("median_days_high")
    return "" if low is None else told.language.interval(told.number(low), told.number(high))


def _wait(row: dict[str, Any], told: Told) -> str:
    if row.get("suppressed"):
        return told.hidden
    waited = _range(row, told)
    return f"{told.number(row['median_days'])} ({waited})" if waited else "–"


def _table(rows: list[dict[str, Any]], told: Told) -> Table:
    columns = (
        told.say("Referred by"),
        told.say("Referred"),
        told.say("Started"),
        told.say("Started, of 100"),
        told.say("Days to first session"),
    )
    told_rows = tuple(
        (
            names.recorded("referral_source", row["source"], told.language),
            told.count(row, "referred"),
            told.count(row, "started"),
            told.of_hundred(row),
            _wait(row, told),
        )
        for row in rows
    )
    return Table(
        told.say("Who starts, by who referred them, with 90 % ranges"), columns, told_rows, hidden_note(told, told_rows)
    )
