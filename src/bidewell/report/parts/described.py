"""What was counted and described, as document rows with their words."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from bidewell.analysis.description.describe import Description
from bidewell.analysis.description.suppression import hidden
from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.model.engine_rows import has_repeated_ratings
from bidewell.analysis.program import ProgramRecords
from bidewell.report.language import Language
from bidewell.report.wording.endings import ending_words
from bidewell.report.wording.factors import ceiling_words, stand_in_words
from bidewell.report.wording.groups import horizon_words, value_words
from bidewell.report.wording.ratings import followed_words
from bidewell.report.wording.starting import engagement_words, initiation_words, missing_words

Row = dict[str, Any]


def sections(description: Description, language: Language) -> Row:
    """The described sections, with words where numbers alone would not do."""
    found = description.as_document()
    for name, words in (("initiation", initiation_words), ("engagement", engagement_words)):
        figure = getattr(description, name)
        found[name] = {**found[name], "words": words(figure, language)} if found[name] else None
    found["endings"] = [{**row, "words": ending_words(row["ending"], language)} for row in found["endings"]]
    found["retention"] = [_retention(row, language) for row in found["retention"]]
    found["incidence"] = [{**row, "group": _group(row["group"], language)} for row in found["incidence"]]
    if found["entry"]:
        sources = [{**row, "source": value_words(row["source"], language)} for row in found["entry"]["by_source"]]
        found["entry"] = {**found["entry"], "by_source": sources}
    found["definitions"] = [
        {**row, "words": definition(row["name"]).words[language.code]} for row in found["definitions"]
    ]
    return found


def _retention(row: Row, language: Language) -> Row:
    words = horizon_words(row["horizon_days"], row["horizon_session"], language)
    return {**row, "horizon": words, "group": _group(row["group"], language)}


def _group(group: Row, language: Language) -> Row:
    return {**group, "value": value_words(group["value"], language)}


def records(
    records: ProgramRecords,
    panel: PanelFrames,
    description: Description,
    warnings: Sequence[Mapping[str, Any]],
    language: Language,
) -> Row:
    """How much was recorded, what is missing, what was warned of, and who is not counted."""
    return {
        "episodes": records.episodes.height,
        "clients": records.episodes["client"].n_unique(),
        "sessions": records.sessions.height,
        "checkins": records.checkins["checkin"].n_unique(),
        "factors": records.factors.height,
        "missing": [
            {"what": row.what, "share": row.share, "of": row.of, "words": missing_words(row.what, language)}
            for row in description.missing
        ],
        "warnings": [dict(warning) for warning in warnings],
        "excluded": _excluded(records, panel, language),
    }


def ratings(panel: PanelFrames, language: Language) -> Row:
    """How many ratings, and how many of them at the top of the scale."""
    rated = panel.rows.filter(pl.col("rating_count") > 0)
    n = int(rated["rating_count"].sum())
    share = int(rated["rating_at_ceiling"].sum()) / n if n else None
    instrument = panel.instrument if n else None
    stands_in = instrument is not None and instrument.role != "alliance"
    is_followed = has_repeated_ratings(panel)
    words = [stand_in_words(instrument.name, language, is_followed)] if instrument is not None and stands_in else []
    return {
        "available": n > 0,
        "instrument": instrument.name if instrument else None,
        "called": followed_words(instrument if is_followed else None, language),
        "n": n,
        "clients": rated.join(panel.episodes.select("episode", "client"), on="episode")["client"].n_unique(),
        "share_at_ceiling": share,
        "words": " ".join([*words, ceiling_words(share, language)]),
    }


def _excluded(records: ProgramRecords, panel: PanelFrames, language: Language) -> list[Row]:
    """Episodes by reason; hidden where few clients are behind them."""
    words = "words" if language.code == "en" else "words_es"
    known = pl.concat([frame.select("episode", "client") for frame in (records.episodes, panel.episodes)])
    whose = panel.excluded.join(known.unique("episode"), on="episode", how="left")
    counted = whose.group_by("reason", words).agg(pl.len(), pl.col("client").n_unique()).sort("reason")
    rows = counted.select("reason", words, "len").iter_rows()
    return [
        {"reason": reason, "words": sentence, "n": None if small else n, "suppressed": small}
        for (reason, sentence, n), small in zip(rows, hidden(counted["client"].to_list()), strict=True)
    ]
