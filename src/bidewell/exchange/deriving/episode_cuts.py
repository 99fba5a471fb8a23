"""Which services make an episode: a client's contacts in order, cut where the rules of the mapping say.

Contacts, that is days with an attended service, make the episodes; what was booked and not attended joins the episode
it belongs to, and makes one that never started where there is none.
"""

from typing import Literal

import polars as pl

from bidewell.domain.sessions import SessionStatus
from bidewell.exchange.deriving.mapping import ExportMapping
from bidewell.exchange.raw_tables import ROW

GAP, LEVEL, DISCHARGE = "gap", "level", "discharge"
_IS_CONTACT = pl.col("status") == SessionStatus.ATTENDED


def with_stretches(services: pl.DataFrame, mapping: ExportMapping) -> pl.DataFrame:
    """Services with `whose` (client and program), `stretch` (which of their episodes; negative: never started) and
    `cut` (why the stretch began: null for the first)."""
    whose = pl.concat_str("client", pl.lit("\x1f"), pl.col("program").fill_null(""))
    ordered = services.with_columns(whose=whose).sort("whose", "at", ROW)
    contacts = _cut(_contact_days(ordered), mapping)
    attended = ordered.filter(_IS_CONTACT).join(
        contacts.select("whose", "day", "stretch", "cut"), on=["whose", "day"], maintain_order="left"
    )
    missed = _missed(ordered.filter(~_IS_CONTACT), contacts, mapping)
    return pl.concat([attended, missed.select(attended.columns)])


def _contact_days(ordered: pl.DataFrame) -> pl.DataFrame:
    """One row per day with a contact, however many services it had; its level is that of the first."""
    return (
        ordered.filter(_IS_CONTACT)
        .group_by("whose", "day", maintain_order=True)
        .agg(pl.col("level_of_care").drop_nulls().first(), pl.col("discharged_on").drop_nulls().first())
        .with_columns(level=pl.col("level_of_care").forward_fill().over("whose"))
    )


def _cut(contacts: pl.DataFrame, mapping: ExportMapping) -> pl.DataFrame:
    before = {name: pl.col(name).shift(1).over("whose") for name in ("day", "level", "discharged_on")}
    silence = (pl.col("day") - before["day"]).dt.total_days()
    # The same discharge on the rows before and after it: the chart was closed early, nobody came back.
    is_other_discharge = before["discharged_on"].ne_missing(pl.col("discharged_on"))
    was_discharged = (before["discharged_on"] < pl.col("day")) & is_other_discharge
    is_new_level = pl.lit(mapping.level_change == "new") & (before["level"] != pl.col("level"))
    cut = (
        pl.when(silence > gap_days(before["level"], mapping))
        .then(pl.lit(GAP))
        .when(was_discharged)
        .then(pl.lit(DISCHARGE))
        .when(is_new_level)
        .then(pl.lit(LEVEL))
    )
    marked = contacts.with_columns(cut=cut)
    return marked.with_columns(stretch=pl.col("cut").is_not_null().cum_sum().over("whose").cast(pl.Int64))


def gap_days(level: pl.Expr, mapping: ExportMapping) -> pl.Expr:
    """The longest silence within an episode, at a level of care."""
    if not mapping.gap_days_by_level:
        return pl.lit(mapping.gap_days)
    return level.replace_strict(mapping.gap_days_by_level, default=mapping.gap_days, return_dtype=pl.Int64)


def _missed(missed: pl.DataFrame, contacts: pl.DataFrame, mapping: ExportMapping) -> pl.DataFrame:
    """What was booked and not attended joins the contact before it, or else the one after it, within the gap. After a
    long silence it is still the last episode's; before any contact it is a referral that never started."""
    around = missed.sort("day")
    sides: tuple[tuple[str, Literal["backward", "forward"]], ...] = (("before", "backward"), ("after", "forward"))
    for side, strategy in sides:
        contact = contacts.sort("day").select(
            "whose",
            "day",
            pl.col("day").alias(f"{side}_day"),
            pl.col("stretch").alias(f"{side}_stretch"),
            pl.col("discharged_on").alias(f"{side}_discharge"),
            gap_days(pl.col("level"), mapping).alias(f"{side}_gap"),
        )
        around = around.join_asof(contact, on="day", by="whose", strategy=strategy, check_sortedness=False)
    since, until = pl.col("day") - pl.col("before_day"), pl.col("after_day") - pl.col("day")
    is_near_before = since.dt.total_days() <= pl.col("before_gap")
    is_near_after = until.dt.total_days() <= pl.col("after_gap")
    was_discharged = (pl.col("before_discharge") <= pl.col("day")).fill_null(False)
    stretch = (
        pl.when(is_near_before & ~(was_discharged & is_near_after.fill_null(False)))
        .then("before_stretch")
        .when(is_near_after)
        .then("after_stretch")
        .otherwise("before_stretch")
    )
    return _never_started(around.with_columns(stretch=stretch, cut=pl.lit(None, pl.String)), mapping)


def _never_started(missed: pl.DataFrame, mapping: ExportMapping) -> pl.DataFrame:
    """Bookings with no contact near: each run of them without a long silence is a referral of its own."""
    ordered = missed.sort("whose", "day", "at", ROW)
    is_alone = pl.col("stretch").is_null()
    alone = ordered.filter(is_alone)
    silence = (pl.col("day") - pl.col("day").shift(1).over("whose")).dt.total_days()
    is_new = (silence > mapping.gap_days).fill_null(True)
    runs = alone.with_columns(stretch=-is_new.cum_sum().over("whose").cast(pl.Int64))
    return pl.concat([ordered.filter(~is_alone), runs])
