"""The rows of the whole program, and the one the headline is made of."""

from typing import Any

Row = dict[str, Any]


def main_row(document: Row) -> Row | None:
    """The row the headline is made of: stayed at 90 days, else at the last horizon there is."""
    rows = whole(document)
    return next((row for row in rows if row["horizon_days"] == 90), rows[-1] if rows else None)


def whole(document: Row) -> list[Row]:
    return [row for row in document["retention"] if row["kind"] == "stayed" and row["group"]["column"] is None]
