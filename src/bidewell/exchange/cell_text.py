"""How a value stands in a CSV cell, so that it comes back the same and runs nothing in a spreadsheet.

A spreadsheet runs text that begins with = + - @ as a formula. Such text is written with one apostrophe before it, and
one is taken away on reading; text that already has apostrophes there gets one more, so that every value comes back.
Plain numbers stay plain: a spreadsheet only reads them.
"""

import polars as pl

from bidewell.domain.numbers import PLAIN_NUMBER

_RUNS = r"^'*[=+\-@]"
_WAS_GUARDED = r"^'+[=+\-@]"
_OFFSET_TIME = "%Y-%m-%dT%H:%M:%S%.6f%:z"


def guarded(text: pl.Expr) -> pl.Expr:
    """Text as it may stand in a CSV cell."""
    runs = text.str.contains(_RUNS) & ~text.str.contains(PLAIN_NUMBER)
    return pl.when(runs).then(pl.lit("'") + text).otherwise(text)


def unguarded(text: pl.Expr) -> pl.Expr:
    """The text that `guarded` was given."""
    return pl.when(text.str.contains(_WAS_GUARDED)).then(text.str.slice(1)).otherwise(text)


def time_as_text(time: pl.Expr) -> pl.Expr:
    """A zoned time as ISO 8601 with its offset; whole seconds are written without a fraction."""
    return time.dt.to_string(_OFFSET_TIME).str.replace(".000000", "", literal=True)
