"""Clients in care as of a day: their histories for the recursion, and the days ahead as rows for the same terms."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.events.definitions import Definition, definition
from bidewell.analysis.events.leaving import IN_CARE
from bidewell.analysis.events.lookback import LOOKBACK_DAYS
from bidewell.analysis.events.panel import PanelFrames, panel_of
from bidewell.analysis.events.persons import persons
from bidewell.analysis.events.service_days import Services, read_services
from bidewell.analysis.forecasting.days_ahead import Columns, columns_ahead, completed
from bidewell.analysis.forecasting.expected_contacts import HORIZON_DAYS, Cadences
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.forecasting.scales import refuse_other_scales
from bidewell.analysis.model.engine_rows import EngineRows, engine_rows
from bidewell.analysis.model.factor_values import factor_values
from bidewell.analysis.model.further_rows import is_rated, with_further
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.sessions import SessionStatus
from bidewell.domain.sharing import Sharing
from bidewell.domain.time import DAYS_PER_WEEK
from bidewell.engine.beliefs_ahead import Steps
from bidewell.engine.panel import Floats, Integers

MONTH_DAYS = 30
# Under a rule without a window, a client may be silent for months and still come back.
LONGEST_SILENCE_DAYS = 180
# A step must hold at most about one contact: on the session grid clients may be seen several times a week.
_STEP_DAYS = {"week": DAYS_PER_WEEK, "session": 3}


@dataclass(frozen=True)
class InCare:
    """Clients in care, in the order of `episodes`, as the forecast needs them.

    `history` holds their periods up to the day, those of earlier episodes before them where what lasts of the alliance
    goes on from there; its persons are the clients. `rows_on` are the days its rows speak of. `last` [clients] are the
    rows of their last contacts. `ahead` has rows for the last contact and then each step, of all clients each:
    (1 + steps) x clients. `ends` are the steps' last days.
    """

    episodes: pl.DataFrame
    as_of: date
    history: EngineRows
    rows_on: NDArray[np.datetime64]
    last: Integers
    ahead: Columns
    steps: Steps
    ends: tuple[int, ...]
    days_since_contact: Integers
    missed_since_contact: Integers
    still_away: Floats
    ended_otherwise: float

    @property
    def clients(self) -> int:
        """How many clients are in care."""
        return self.episodes.height

    def step_of(self, days: int) -> int:
        """The step that ends on that day."""
        return self.ends.index(days)


def step_ends(grid: str) -> tuple[int, ...]:
    """Last days of the steps ahead; a step ends at every horizon."""
    regular = range(_STEP_DAYS[grid], HORIZON_DAYS, _STEP_DAYS[grid])
    return tuple(sorted({*regular, MONTH_DAYS, HORIZON_DAYS}))


def clients_in_care(records: ProgramRecords, saved: SavedProgram, as_of: date) -> InCare | None:
    """Everyone in care as of the day, from what was known then and nothing later; None where nobody is.

    Raises OtherScale where the records describe a rating otherwise than those that were fitted.
    """
    refuse_other_scales(records.settings, saved)
    rule = definition(saved.definition)
    known = _seen_lately(saved.with_kinds(as_known_on(without_withheld(records), as_of)), rule)
    services = read_services(known)
    panel = panel_of(services, rule, saved.grid)
    episodes = panel.episodes.filter(pl.col("outcome") == IN_CARE)
    if episodes.is_empty():
        return None
    panel = _until_now(panel, episodes, saved)
    history = _history(known, panel, saved)
    return _from_now_on(known, saved, services, replace(panel, episodes=episodes), history, as_of)


def _until_now(panel: PanelFrames, episodes: pl.DataFrame, saved: SavedProgram) -> PanelFrames:
    """What is read of those in care: their episodes, and where the alliance goes on from earlier ones, these too."""
    is_linked = saved.linked and saved.forecast.has_alliance
    panel = _of_its_episodes(replace(panel, episodes=_with_earlier(panel) if is_linked else episodes))
    return replace(panel, rows=_asked_until_now(panel))


def _from_now_on(
    known: ProgramRecords, saved: SavedProgram, services: Services, panel: PanelFrames, history: EngineRows, as_of: date
) -> InCare:
    """The clients of the panel's episodes, where they stand today and what lies ahead of them."""
    last = np.flatnonzero(panel.rows["is_last"].to_numpy()[history.kept])
    now = _today(panel.episodes, services, as_of)
    away, window = _silence(now, panel)
    ends = step_ends(saved.grid)
    cadences = Cadences(saved.gaps, now["interval"].to_numpy(), window)
    contacts = cadences.contacts(away, ends)
    ahead = columns_ahead(known, panel, saved, history, last, now, cadences, contacts, ends)
    periods = ahead["period"].reshape(1 + len(ends), -1)
    return InCare(
        episodes=panel.episodes,
        as_of=as_of,
        history=history,
        rows_on=panel.rows["reference_on"].to_numpy()[history.kept],
        last=last,
        ahead=ahead,
        steps=Steps(contacts, np.diff(np.maximum(periods, _last_rows(history)), axis=0)),
        ends=ends,
        days_since_contact=now["away"].to_numpy().astype(np.int64),
        missed_since_contact=now["missed"].to_numpy().astype(np.int64),
        still_away=cadences.still_away(away),
        ended_otherwise=saved.ended_otherwise,
    )


def without_withheld(records: ProgramRecords) -> ProgramRecords:
    """Without the check-ins whose answers the client keeps from the therapist: no forecast may give them away."""
    if records.checkins.is_empty():
        return records
    sharing = pl.col("sharing").fill_null(Sharing.THERAPIST.value)
    return replace(records, checkins=records.checkins.filter(sharing == Sharing.THERAPIST.value))


def _seen_lately(records: ProgramRecords, rule: Definition) -> ProgramRecords:
    """Of a rule with a window, only clients seen within the longest window can be in care: the others need no panel."""
    if not rule.splits_on_return:
        return records
    planned = pl.concat([table["planned_interval_days"] for table in (records.episodes, records.sessions)])
    usual = records.settings.default_planned_interval_days
    longest = float(np.max(planned.drop_nulls().to_numpy(), initial=usual))
    since = records.settings.extract_date - timedelta(days=max(rule.window_days, ceil(2 * longest)) + 1)
    seen = records.sessions.filter(pl.col("day") >= since, pl.col("status") == SessionStatus.ATTENDED)
    clients = records.episodes.join(seen, on="episode", how="semi").select("client")
    return records.of_episodes(records.episodes.join(clients, on="client", how="semi"))


def _history(known: ProgramRecords, panel: PanelFrames, saved: SavedProgram) -> EngineRows:
    values, also = factor_values(known, panel, saved.factors), is_rated(panel, saved.further)
    has_alliance = saved.forecast.has_alliance
    rows = engine_rows(panel, values, saved.levels, saved.rating, has_alliance, also, linked=saved.linked)
    rows = with_further(rows, panel, saved.further)
    return replace(rows, columns=completed(rows.columns, saved, rows.panel.rows))


def _of_its_episodes(panel: PanelFrames) -> PanelFrames:
    """Without the periods of episodes that the panel has no more."""
    theirs = panel.rows["episode"].is_in(panel.episodes["episode"].implode())
    further = replace(panel.further, frame=panel.further.frame.filter(theirs))
    return replace(panel, rows=panel.rows.filter(theirs), further=further)


def _last_rows(history: EngineRows) -> Floats:
    """The period each client's belief stands at: that of the last row."""
    ends = np.append(np.flatnonzero(history.panel.newcomers)[1:], history.panel.rows) - 1
    return np.asarray(history.panel.period[ends])


def _with_earlier(panel: PanelFrames) -> pl.DataFrame:
    """The episodes in care, and before each those that the same person's alliance goes on from."""
    whose = pl.Series("person", persons(panel))
    return panel.episodes.filter(whose.is_in(whose.filter(panel.episodes["outcome"] == IN_CARE).implode()))


def _asked_until_now(panel: PanelFrames) -> pl.DataFrame:
    # Who was seen again has not left at the contact before, however recent; of the last contact nobody knows yet. What
    # became of earlier episodes stands as it is.
    goes_on = pl.col("outcome") == IN_CARE
    last = (goes_on & (pl.col("contact_on") == pl.col("last_contact_on"))).fill_null(False)
    asked = (pl.col("contact") & pl.col("scored")) | last
    facts = panel.episodes.select("episode", "last_contact_on", "outcome")
    return (
        panel.rows.join(facts, on="episode", maintain_order="left")
        .with_columns(
            last.alias("is_last"),
            pl.when(goes_on).then(asked).otherwise("at_risk").alias("at_risk"),
            *[pl.col(ended) & ~goes_on for ended in ("left", "agreed")],
        )
        .drop("last_contact_on", "outcome")
    )


def _today(episodes: pl.DataFrame, services: Services, as_of: date) -> pl.DataFrame:
    """One row per client: days since the last contact, sessions missed since, and attendance of late."""
    days = services.days.join(episodes.select("record_episode", "last_contact_on"), on="record_episode")
    recent = pl.col("day") > as_of - timedelta(days=LOOKBACK_DAYS)
    since = (pl.col("day") > pl.col("last_contact_on")) & ~pl.col("attended")
    attended = days.group_by("record_episode").agg(
        pl.col("attended").filter(recent).mean().alias("share"), since.sum().alias("missed")
    )
    return episodes.join(attended, on="record_episode", how="left", maintain_order="left").select(
        "episode",
        "window_days",
        pl.col("planned_interval_days").round().clip(1).cast(pl.Int64).alias("interval"),
        (pl.lit(as_of) - pl.col("last_contact_on")).dt.total_days().alias("away"),
        (pl.lit(as_of) - pl.col("start")).dt.total_days().alias("days_in_care"),
        "share",
        pl.col("missed").fill_null(0),
    )


def _silence(now: pl.DataFrame, panel: PanelFrames) -> tuple[Integers, Integers]:
    """Days away and the window within which a client who is in care comes back, [clients]."""
    away, window = now["away"].to_numpy().astype(np.int64), now["window_days"].to_numpy().astype(np.int64)
    if not panel.definition.splits_on_return:
        window = np.maximum(window, LONGEST_SILENCE_DAYS)
        away = np.minimum(away, window - 1)
    return away, window
