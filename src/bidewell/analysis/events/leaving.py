"""What counts as leaving, one expression per rule. Read against one row per stretch of care (see `outcomes.py`)."""

import polars as pl

from bidewell.domain.endings import AGREED, CHART_CLOSING, Ending

IN_CARE = "in_care"
FEW_SESSIONS = 4
SHORT_STAY_DAYS = 90

# Jail, hospital, death, a move, lost coverage and being put out are never the client's leaving, whatever the rule.
# These may be: the client's own doing, or nobody knows.
_MAY_BE_LEAVING = AGREED | {Ending.LEFT, Ending.ORDER_COMPLETED, Ending.UNKNOWN}

_recorded = pl.col("recorded")
_silence_before_closing = (pl.col("recorded_on") - pl.col("last_contact_on")).dt.total_days()


def _is(outcome: pl.Expr, endings: frozenset[Ending]) -> pl.Expr:
    return outcome.is_in(sorted(endings)).fill_null(False)


def _closed_long_after() -> pl.Expr:
    return (_silence_before_closing > pl.col("window_days")).fill_null(False)


def loss_of_contact() -> pl.Expr:
    """No contact within the window and no other ending; charts closed after the window count as leaving."""
    chart_closed = _is(_recorded, CHART_CLOSING) & _closed_long_after()
    return (
        pl.when(_recorded.is_not_null() & ~chart_closed)
        .then(_recorded)
        .when(pl.col("continued"))
        .then(pl.lit(Ending.TRANSFERRED))
        .when(chart_closed | pl.col("silent"))
        .then(pl.lit(Ending.LEFT))
        .otherwise(pl.lit(IN_CARE))
    )


def recorded_reason() -> pl.Expr:
    """The chart's word, and nothing else."""
    return pl.coalesce(_recorded, pl.lit(IN_CARE))


def _over_and(condition: pl.Expr) -> pl.Expr:
    """Episodes that are over and meet a condition are leavings; a leaving that does not meet it ended unknown."""
    over = loss_of_contact()
    return (
        pl.when(condition & _is(over, _MAY_BE_LEAVING))
        .then(pl.lit(Ending.LEFT))
        .when(over == Ending.LEFT)
        .then(pl.lit(Ending.UNKNOWN))
        .otherwise(over)
    )


def missed_last_session() -> pl.Expr:
    """The last session the client could have attended was missed."""
    return _over_and(pl.col("missed_after") > 0)


def below_sessions() -> pl.Expr:
    """Over after fewer than four contacts, where the first ones were recorded."""
    return _over_and((pl.col("contacts") < FEW_SESSIONS) & pl.col("sessions_numbered"))


def short_stay() -> pl.Expr:
    """Over in less than ninety days."""
    return _over_and((pl.col("last_contact_on") - pl.col("start")).dt.total_days() < SHORT_STAY_DAYS)


def _counting_as_left(doubtful: pl.Expr) -> pl.Expr:
    return pl.when(doubtful).then(pl.lit(Ending.LEFT)).otherwise(loss_of_contact())


def left_at_order_end() -> pl.Expr:
    """Stopping with the order is leaving, unless a clinical completion was agreed."""
    return _counting_as_left((_recorded == Ending.ORDER_COMPLETED).fill_null(False))


def agreed_as_left() -> pl.Expr:
    """One bound: every agreed ending was a leaving."""
    return _counting_as_left(_is(_recorded, AGREED))


def agreed_unattended_as_left() -> pl.Expr:
    """The other bound: agreed endings without an attended final session were leavings."""
    unattended = (pl.col("missed_after") > 0) | _closed_long_after()
    return _counting_as_left(_is(_recorded, AGREED) & unattended)
