"""Groups that figures are broken down by: a value of a column, or a band of a numeric one."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
import polars.selectors as cs

from bidewell.analysis.description.suppression import hidden
from bidewell.analysis.events.outcomes import EPISODE_COLUMNS

# Identifiers would be groups of one client each, named by them; what came of an episode would be laid beside itself;
# and a day is no group. A program's own columns may all be asked for.
_SET_BEFOREHAND = frozenset({"site", "prior_episodes", "previous_ending", "planned_interval_days"})
_NO_GROUPS = frozenset({*EPISODE_COLUMNS, "referred_on", "first_offered_on", "ending_class"}) - _SET_BEFOREHAND

USUAL_COLUMNS = ("level_of_care", "payer", "referral_source", "site")

# A value that was not recorded is a group of its own: leaving it out would hide who is missing.
NOT_RECORDED = "not recorded"

# Free text has as many values as clients: what is rarer than the commonest few is one group.
OTHER = "other"
MOST_GROUPS = 30

MOST_VALUES = 8
QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Group:
    """One value of one column, and whether its numbers may be shown. Without column: the whole program."""

    column: str | None
    value: str | None
    is_hidden: bool = False

    def as_document(self) -> dict[str, str | None]:
        return {"column": self.column, "value": self.value}

    def members(self) -> pl.Expr:
        return pl.lit(True) if self.column is None else pl.col(f"by.{self.column}") == self.value


WHOLE_PROGRAM = Group(None, None)


class CannotGroup(ValueError):
    """A breakdown was asked for by a column the records do not have, or one that makes no groups of clients."""


def with_group_columns(episodes: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Add `by.COLUMN` for each column: its values as text, numbers of many values in bands."""
    return episodes.with_columns(_labels(episodes, column).alias(f"by.{column}") for column in columns)


def group_columns(episodes: pl.DataFrame, by: tuple[str, ...]) -> tuple[str, ...]:
    """The columns asked for, and the usual ones where they tell anyone apart."""
    allowed = [column for column in episodes.columns if column not in _NO_GROUPS]
    unknown = [column for column in by if column not in allowed]
    if unknown:
        raise CannotGroup(f"cannot group by {unknown[0]!r}; there are: {', '.join(allowed)}")
    usual = [column for column in USUAL_COLUMNS if episodes[column].n_unique() > 1]
    return tuple(dict.fromkeys([*by, *usual]))


def groups_of(days: pl.DataFrame, sessions: pl.DataFrame, column: str) -> Iterator[Group]:
    """Every group of a column; small ones, and those that would give a small one away, are hidden.

    Counted are clients, not episodes: a client who came back four times is still one person. Some clients are counted
    in days and not in sessions; a group is hidden when either number of clients is small.
    """
    by_session = dict(_clients(sessions, column).iter_rows())
    sizes = {value: min(n, by_session.get(value) or n) for value, n in _clients(days, column).iter_rows()}
    for (value, _), is_hidden in zip(sizes.items(), hidden(list(sizes.values())), strict=True):
        yield Group(column, value, is_hidden)


def _clients(episodes: pl.DataFrame, column: str) -> pl.DataFrame:
    return episodes.group_by(f"by.{column}").agg(pl.col("client").n_unique()).sort(f"by.{column}")


def _labels(episodes: pl.DataFrame, column: str) -> pl.Expr:
    values = episodes[column]
    is_number = column in episodes.select(cs.numeric()).columns
    if is_number and values.drop_nulls().n_unique() > MOST_VALUES:
        return _bands(values).fill_null(NOT_RECORDED)
    text = pl.col(column).cast(pl.String)
    counts = values.cast(pl.String).drop_nulls().value_counts(name="n").sort("n", column, descending=[True, False])
    common = counts[column].head(MOST_GROUPS)
    return (
        pl.when(text.is_null() | text.is_in(common.implode()))
        .then(text.fill_null(NOT_RECORDED))
        .otherwise(pl.lit(OTHER))
    )


def _bands(values: pl.Series) -> pl.Expr:
    """Quarters of the clients, named by their lowest and highest value."""
    breaks = sorted({float(cut) for cut in (values.quantile(part) for part in QUARTILES) if cut is not None})
    column = pl.col(values.name)
    band = pl.sum_horizontal(column > cut for cut in breaks)
    return pl.when(column.is_not_null()).then(pl.format("{} to {}", column.min().over(band), column.max().over(band)))
