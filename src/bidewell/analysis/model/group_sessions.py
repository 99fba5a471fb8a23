"""Group sessions: which one a period's ratings were given after, and whether what its members share can be told."""

import polars as pl

# Of one rater alone, what the session brought cannot be told from the rating's own error.
FEWEST_RATERS = 2
# Of a few sessions nobody can tell how much sessions differ. Each is an effect of its own, which a fit finds together
# with all others: with 380 sessions among 600 clients it takes ten times as long, and with 1,400 among 1,000 two
# hundred times, after which the draws from the posterior do not pass their check.
FEWEST_SESSIONS, MOST_SESSIONS = 20, 400


def with_group_session(answers: pl.DataFrame, sessions: pl.DataFrame) -> pl.DataFrame:
    """Answers with the group session they were given after: the group and when it met; null after any other."""
    met_at = pl.col("scheduled_at").dt.strftime("%Y-%m-%d %H:%M")
    groups = sessions.filter(pl.col("group").is_not_null()).select(
        "session", pl.format("{} {}", "group", met_at).alias("group_session")
    )
    return answers.join(groups, on="session", how="left", maintain_order="left")


def the_one_session() -> pl.Expr:
    """The group session of several ratings, if they were all given after the same."""
    session = pl.col("group_session")
    return pl.when(session.n_unique() == 1).then(session.first()).alias("group_session")


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
