"""Group sessions in a model: whether what the ratings given after one share can be told."""

import polars as pl

# Of one rater alone, what the session brought cannot be told from the rating's own error.
FEWEST_RATERS = 2
# Of a few sessions nobody can tell how much sessions differ. Each is an effect of its own, which a fit finds together
# with all others: with 377 sessions among 500 clients it takes three times as long, and with 1,457 among 2,000 seventy
# times, after which the draws from the posterior do not pass their check.
FEWEST_SESSIONS, MOST_SESSIONS = 20, 400


def shared_sessions(rows: pl.DataFrame) -> tuple[str, ...]:
    """The group sessions of a panel's rows that several episodes' ratings stand for; none where few or too many do."""
    found = _shared(rows)
    return found if FEWEST_SESSIONS <= len(found) <= MOST_SESSIONS else ()


def left_out(rows: pl.DataFrame) -> str | None:
    """Why the ratings' shared part is not in a model though group sessions were rated; None where there is no why."""
    number = len(_shared(rows))
    if number > MOST_SESSIONS:
        return (
            f"{number} group sessions were rated by {FEWEST_RATERS} clients or more, and at most {MOST_SESSIONS} can "
            "have a part of their own: what a session's ratings share counts as their error."
        )
    if 0 < number < FEWEST_SESSIONS:
        return (
            f"fewer than {FEWEST_SESSIONS} group sessions were rated by {FEWEST_RATERS} clients or more: how much "
            "sessions differ cannot be told."
        )
    return None


def _shared(rows: pl.DataFrame) -> tuple[str, ...]:
    rated = rows.filter(pl.col("rating_count") > 0, pl.col("group_session").is_not_null())
    raters = rated.group_by("group_session").agg(pl.col("episode").n_unique())
    return tuple(raters.filter(pl.col("episode") >= FEWEST_RATERS)["group_session"].sort())
