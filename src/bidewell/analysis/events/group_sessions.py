"""Group sessions: which one a period's ratings were given after."""

import polars as pl


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
