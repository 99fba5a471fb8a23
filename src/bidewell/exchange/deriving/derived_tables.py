"""The tables that an export's services make, once it is known which services make an episode."""

from collections.abc import Iterator

import polars as pl

from bidewell.domain.endings import Ending
from bidewell.domain.sessions import SessionStatus
from bidewell.exchange.cells import extra_from_text
from bidewell.exchange.deriving.episode_cuts import LEVEL, gap_days
from bidewell.exchange.deriving.mapping import ExportMapping
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import ROWS_SHOWN, Problem
from bidewell.exchange.raw_tables import ROW

_IS_CONTACT = pl.col("status") == SessionStatus.ATTENDED
_KNOWN = ("site", "level_of_care", "payer", "referral_source", "referred_on", "first_offered_on")


def episode_charts(services: pl.DataFrame, mapping: ExportMapping) -> pl.DataFrame:
    """One row per derived episode with all that was found on it, named client-1, client-2, ... in order of time."""
    keep = [name for name in services.columns if name.startswith(("keep ", "factor "))]
    first_known = [pl.col(name).drop_nulls().first() for name in (*_KNOWN, "planned_interval_days", "cut", *keep)]
    charts = (
        services.sort("at", ROW)
        .group_by("whose", "stretch", maintain_order=True)
        .agg(
            pl.col("client", "program").first(),
            *first_known,
            first_day=pl.col("day").min(),
            start=pl.col("day").filter(_IS_CONTACT).min(),
            last_contact=pl.col("day").filter(_IS_CONTACT).max(),
            discharge=pl.col("discharged_on").filter(pl.col("discharged_on") <= mapping.settings.extract_date).max(),
            discharges=pl.col("discharged_on").drop_nulls().n_unique(),
            latest_discharge=pl.col("discharged_on").max(),
            ending=pl.col("ending").drop_nulls().last(),
            row=pl.col(ROW).min(),
        )
        .sort("client", "first_day", "whose", "stretch")
    )
    number = pl.int_range(1, pl.len() + 1).over("client")
    earlier = pl.col("start").is_not_null().cast(pl.Int64).cum_sum().over("client") - pl.col("start").is_not_null()
    return _with_next(charts.with_columns(episode=pl.format("{}-{}", "client", number), prior_episodes=earlier))


def _with_next(charts: pl.DataFrame) -> pl.DataFrame:
    """When the same client's next episode in the program began, and why it was cut off from this one."""
    started = charts.filter(pl.col("start").is_not_null()).sort("whose", "start")
    following = started.select(
        "episode",
        next_start=pl.col("start").shift(-1).over("whose"),
        next_cut=pl.col("cut").shift(-1).over("whose"),
        next_level=pl.col("level_of_care").shift(-1).over("whose"),
    )
    return charts.join(following, on="episode", how="left", maintain_order="left")


def episodes_table(charts: pl.DataFrame, mapping: ExportMapping) -> pl.DataFrame:
    """The format's episodes.

    The end is the recorded discharge; where contacts follow it, the last of them; where it comes after the next episode
    began, that beginning. Without a discharge only a change of level ends an episode: silence is left to the rules of
    leaving, which see the contacts.
    """
    by_level = (pl.col("next_cut") == LEVEL) & pl.col("discharge").is_null()
    end = pl.min_horizontal(pl.max_horizontal("discharge", "last_contact"), "next_start")
    extra = [extra_from_text(charts[f"keep {name}"]).alias(name) for name in mapping.keep]
    return charts.select(
        "episode",
        "client",
        "program",
        *_KNOWN,
        "start",
        pl.when(by_level).then("last_contact").when(pl.col("discharge").is_not_null()).then(end).alias("end"),
        pl.when(by_level).then(_step(mapping)).otherwise("ending").alias("ending"),
        "prior_episodes",
        "planned_interval_days",
    ).with_columns(extra)


def _step(mapping: ExportMapping) -> pl.Expr:
    """The direction of a change of level, where the mapping lists the levels; else no more than a transfer."""
    rank = {level: position for position, level in enumerate(mapping.levels)}
    if not rank:
        return pl.lit(str(Ending.TRANSFERRED))
    here, there = (
        pl.col(name).replace_strict(rank, default=None, return_dtype=pl.Int64)
        for name in ("level_of_care", "next_level")
    )
    down, up = pl.lit(str(Ending.STEP_DOWN)), pl.lit(str(Ending.STEP_UP))
    return pl.when(there > here).then(down).when(there < here).then(up).otherwise(pl.lit(str(Ending.TRANSFERRED)))


def sessions_table(services: pl.DataFrame, charts: pl.DataFrame) -> pl.DataFrame:
    """The format's sessions. Rows of one appointment of one client with several staff are one session."""
    of_episode = charts.select("whose", "stretch", "episode")
    rows = services.join(of_episode, on=["whose", "stretch"], maintain_order="left").sort("at", ROW)
    has_id = pl.col("session").is_not_null()
    appointment = pl.when(has_id).then(pl.format("{}", "session")).otherwise(pl.format("row {}", ROW))
    merged = rows.group_by("episode", "at", "status", appointment=appointment, maintain_order=True).agg(
        pl.col("client", "session", "group", "level_of_care", "modality", "reason").first(),
        pl.col("staff").explode().drop_nulls().unique(maintain_order=True),
        pl.col(ROW).first(),
    )
    return merged.with_columns(session=_session_id(merged)).select(
        "session", "episode", pl.col("at").alias("scheduled_at"), "status", "staff", "group", "level_of_care",
        "modality", "reason",
    )  # fmt: skip


def _session_id(merged: pl.DataFrame) -> pl.Series:
    """The export's own identifier where it is one client's, once; else with the client, else with the row."""
    own, moment = pl.col("session"), pl.col("at").dt.to_string("%Y-%m-%dT%H:%M")
    of_client = pl.format("{}/{}", pl.coalesce(own, moment), "client")
    named = merged.select(ROW, own, of_client=of_client)
    return named.select(
        pl.when(own.is_not_null() & ~own.is_duplicated())
        .then(own)
        .when(~pl.col("of_client").is_duplicated())
        .then("of_client")
        .otherwise(pl.format("{}/{}", "of_client", ROW))
    ).to_series()


def factors_table(charts: pl.DataFrame, mapping: ExportMapping) -> pl.DataFrame:
    """The format's factors: what the export says of an episode, as known before treatment."""
    tables = [
        charts.select("episode", name=pl.lit(factor.name), value=pl.col(f"factor {factor.name}")).drop_nulls("value")
        for factor in mapping.baseline_factors
    ]
    return pl.concat(tables).with_columns(pl.col("value").cast(pl.String)) if tables else pl.DataFrame()


def told_of_episodes(charts: pl.DataFrame, mapping: ExportMapping, file: str) -> Iterator[Problem]:
    """Discharges that do not agree with the contacts: kept, and told with the first row of each episode."""
    discharge, last = pl.col("discharge"), pl.col("last_contact")
    silence = (discharge - last).dt.total_days()
    conditions = {
        "late_discharge": silence > gap_days(pl.col("level_of_care"), mapping),
        "contact_after_discharge": discharge < last,
        "discharge_after_return": discharge > pl.col("next_start"),
        "several_discharges": pl.col("discharges") > 1,
        "discharge_after_extract": pl.col("latest_discharge") > mapping.settings.extract_date,
    }
    for code, condition in conditions.items():
        rows = charts.filter(condition.fill_null(False))["row"].sort()
        if len(rows):
            shown = tuple(rows.head(ROWS_SHOWN).to_list())
            yield found(code, file=file, column=mapping.columns["discharged_on"], rows=shown, count=len(rows))
