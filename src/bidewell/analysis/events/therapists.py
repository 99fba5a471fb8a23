"""Who was seen: the person seen alone, else the therapist assigned that day, else the leader of the group."""

import polars as pl


def with_therapist(rows: pl.DataFrame, assignments: pl.DataFrame) -> pl.DataFrame:
    """Add `therapist` at contacts and whether it is another one than at the contact before."""
    numbered = rows.with_row_index("row")
    assigned = _assigned(numbered, assignments)
    seen = pl.when("contact").then(pl.coalesce("seen_alone", "assigned", "led_group"))
    before = pl.col("therapist").forward_fill().shift(1).over("episode")
    return (
        numbered.join(assigned, on="row", how="left", maintain_order="left")
        .with_columns(seen.alias("therapist"))
        .with_columns((pl.col("therapist") != before).fill_null(False).alias("new_therapist"))
        .drop("row", "assigned")
    )


def _assigned(rows: pl.DataFrame, assignments: pl.DataFrame) -> pl.DataFrame:
    began = pl.col("from").is_null() | (pl.col("from") <= pl.col("contact_on"))
    still = pl.col("to").is_null() | (pl.col("to") >= pl.col("contact_on"))
    return (
        rows.lazy()
        .filter("contact")
        .select("row", "record_episode", "contact_on")
        .join(assignments.lazy().rename({"episode": "record_episode"}), on="record_episode")
        .filter(began & still)
        .sort("row", "from", nulls_last=False)
        .group_by("row", maintain_order=True)
        .agg(pl.col("therapist").last().alias("assigned"))
        .collect()
    )
