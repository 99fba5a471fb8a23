"""Clients in care as of a day: their histories for the recursion, and the days ahead as rows for the same terms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bidewell.analysis.as_known import as_known_on
from bidewell.analysis.definitions import Definition, definition
from bidewell.analysis.engine_rows import EngineRows, engine_rows
from bidewell.analysis.expected_contacts import HORIZON_DAYS, Cadence
from bidewell.analysis.factor_values import factor_values
from bidewell.analysis.leaving import IN_CARE
from bidewell.analysis.lookback import LOOKBACK_DAYS
from bidewell.analysis.panel import PanelFrames, panel_of
from bidewell.analysis.program import ProgramRecords
from bidewell.analysis.saved_program import SavedProgram
from bidewell.analysis.service_days import Services, read_services
from bidewell.domain.sessions import SessionStatus
from bidewell.domain.time import DAYS_PER_WEEK, quarter_of
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.prediction import Steps
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.pressure import Pressure

MONTH_DAYS = 30
# Under a rule without a window, a client may be silent for months and still come back.
LONGEST_SILENCE_DAYS = 180
# A step must hold at most about one contact: on the session grid clients may be seen several times a week.
_STEP_DAYS = {"week": DAYS_PER_WEEK, "session": 3}

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class InCare:
    """Clients in care, in the order of `episodes`, as the forecast needs them.

    `history` holds their periods up to the day, `last` [clients] the rows of their last contacts. `ahead` has rows for
    the last contact and then each step, of all clients each: (1 + steps) x clients. `ends` are the steps' last days.
    """

    episodes: pl.DataFrame
    as_of: date
    history: EngineRows
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
    """Everyone in care as of the day, from what was known then and nothing later; None where nobody is."""
    rule = definition(saved.definition)
    known = _seen_lately(saved.with_kinds(as_known_on(records, as_of)), rule)
    services = read_services(known)
    panel = panel_of(services, rule, saved.grid)
    episodes = panel.episodes.filter(pl.col("outcome") == IN_CARE)
    if episodes.is_empty():
        return None
    panel = replace(panel, episodes=episodes, rows=_asked_until_now(panel, episodes))
    history = engine_rows(panel, factor_values(known, panel), saved.levels, saved.rating)
    history = replace(history, columns=_completed(history.columns, saved, history.panel.rows))
    last = np.flatnonzero(panel.rows["is_last"].to_numpy()[history.kept])
    now = _today(episodes, services, as_of)
    away, window = _silence(now, panel)
    ends = step_ends(saved.grid)
    cadences = _Cadences(saved, now["interval"].to_numpy(), window)
    contacts = cadences.contacts(away, ends)
    ahead = _columns_ahead(known, panel, saved, history, last, now, cadences, contacts, ends)
    missed = now["missed"].to_numpy().astype(np.int64)
    periods = ahead["period"].reshape(1 + len(ends), -1)
    return InCare(
        episodes=episodes,
        as_of=as_of,
        history=history,
        last=last,
        ahead=ahead,
        steps=Steps(contacts, np.diff(np.maximum(periods, _last_rows(history)), axis=0)),
        ends=ends,
        days_since_contact=now["away"].to_numpy().astype(np.int64),
        missed_since_contact=missed,
        still_away=cadences.still_away(away),
        ended_otherwise=saved.ended_otherwise,
    )


def _seen_lately(records: ProgramRecords, rule: Definition) -> ProgramRecords:
    """Of a rule with a window, only clients seen within the longest window can be in care: the others need no panel."""
    if not rule.splits_on_return:
        return records
    planned = pl.concat([table["planned_interval_days"] for table in (records.episodes, records.sessions)])
    usual = records.settings.default_planned_interval_days
    longest = float(planned.append(pl.Series([float(usual)])).max())  # type: ignore[arg-type]
    since = records.settings.extract_date - timedelta(days=max(rule.window_days, ceil(2 * longest)) + 1)
    seen = records.sessions.filter(pl.col("day") >= since, pl.col("status") == SessionStatus.ATTENDED)
    clients = records.episodes.join(seen, on="episode", how="semi").select("client")
    episodes = records.episodes.join(clients, on="client", how="semi")

    def theirs(table: pl.DataFrame) -> pl.DataFrame:
        return table.join(episodes, on="episode", how="semi")

    return replace(
        records,
        episodes=episodes,
        sessions=theirs(records.sessions),
        checkins=theirs(records.checkins),
        assignments=theirs(records.assignments),
        factors=theirs(records.factors),
    )


def _last_rows(history: EngineRows) -> Floats:
    """The period each client's belief stands at: that of the last row."""
    ends = np.append(np.flatnonzero(history.panel.starts)[1:], history.panel.rows) - 1
    return np.asarray(history.panel.period[ends])


def _asked_until_now(panel: PanelFrames, episodes: pl.DataFrame) -> pl.DataFrame:
    # Who was seen again has not left at the contact before, however recent; of the last contact nobody knows yet.
    last = pl.col("contact_on") == pl.col("last_contact_on")
    facts = episodes.select("episode", "last_contact_on")
    return (
        panel.rows.join(facts, on="episode", maintain_order="left")
        .with_columns(
            last.fill_null(False).alias("is_last"),
            ((pl.col("contact") & pl.col("scored")) | last.fill_null(False)).alias("at_risk"),
            pl.lit(False).alias("left"),
            pl.lit(False).alias("agreed"),
        )
        .drop("last_contact_on")
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


class _Cadences:
    """The cadence of each client, those planned alike sharing one."""

    def __init__(self, saved: SavedProgram, interval: Integers, window: Integers) -> None:
        kinds, self._kind = np.unique(np.stack([interval, window]), axis=1, return_inverse=True)
        self._cadences = [Cadence(saved.gaps.chances(int(days), int(longest))) for days, longest in kinds.T]

    def still_away(self, away: Integers) -> Floats:
        """Chance that a client who comes back is away for longer than `away` days, [clients]."""
        return self._looked_up(lambda cadence, days: cadence.still_away[np.minimum(days, cadence.chances.size)], away)

    def contacts(self, away: Integers, ends: tuple[int, ...]) -> Floats:
        """Expected contacts in each step, at most one, [steps, clients]."""
        places = np.array(ends) - 1

        def of(cadence: Cadence, days: Integers) -> Floats:
            ahead = np.cumsum(cadence.contacts_ahead, axis=1)[:, places]
            return ahead[np.minimum(days, len(ahead) - 1)]

        return np.minimum(np.diff(self._looked_up(of, away).T, axis=0, prepend=0.0), 1.0)

    def _looked_up(self, of: Callable[[Cadence, Integers], Floats], away: Integers) -> Floats:
        found = [of(cadence, away) for cadence in self._cadences]
        return np.stack(found)[self._kind.ravel(), np.arange(away.size)] if found else np.zeros(0)


def _columns_ahead(
    known: ProgramRecords,
    panel: PanelFrames,
    saved: SavedProgram,
    history: EngineRows,
    last: Integers,
    now: pl.DataFrame,
    cadences: _Cadences,
    contacts: Floats,
    ends: tuple[int, ...],
) -> dict[str, NDArray[Any]]:
    """The last contact's columns, and for each step ahead the same with time, attendance and pressure moved on."""
    middles = _middles(ends)
    away = now["away"].to_numpy()
    begun = np.array([0, *ends[:-1]])
    not_yet = np.stack([cadences.still_away(away + days) for days in begun]) / cadences.still_away(away)
    later: dict[str, Any] = {
        "period": _periods(saved, history, last, now, contacts, middles),
        "quarter": _quarter(saved, panel.cut),
        "new_therapist": 0.0,
        "attended_share_before": now["share"].cast(pl.Float64).to_numpy(),
        "missed_before": now["missed"].to_numpy() * not_yet + saved.gaps.usually_missed * (1.0 - not_yet),
    }
    later |= _factors_ahead(known, panel, history, last, middles)
    shape = (len(ends), now.height)
    found = {}
    for name, column in history.columns.items():
        first = column[last]
        steps = np.broadcast_to(later.get(name, first), shape)
        found[name] = np.concatenate([first, steps.ravel()])
    return _completed(found, saved, (1 + len(ends)) * now.height)


def _middles(ends: tuple[int, ...]) -> list[int]:
    return [(begun + end + 1) // 2 for begun, end in zip((0, *ends[:-1]), ends, strict=True)]


def _periods(
    saved: SavedProgram, history: EngineRows, last: Integers, now: pl.DataFrame, contacts: Floats, middles: list[int]
) -> Floats:
    if saved.grid == "session":
        return np.asarray(history.panel.period[last] + np.cumsum(contacts, axis=0))
    days = now["days_in_care"].to_numpy()[None, :] + np.array(middles)[:, None]
    return np.asarray(days // DAYS_PER_WEEK, dtype=float)


def _quarter(saved: SavedProgram, as_of: date) -> int:
    quarters = saved.levels.quarter
    return quarters.index(quarter_of(as_of)) if quarter_of(as_of) in quarters else len(quarters) - 1


def _factors_ahead(
    known: ProgramRecords, panel: PanelFrames, history: EngineRows, last: Integers, middles: list[int]
) -> dict[str, NDArray[Any]]:
    """Pressures on each day ahead (an order may end), [steps, clients]; other factors as they are today, [clients]."""
    from_afar = pl.col("telehealth").filter("contact").mean() > 0.5
    clients = panel.episodes.select("episode").join(
        panel.rows.group_by("episode").agg(from_afar.alias("telehealth")), on="episode", maintain_order="left"
    )
    is_pressure = pl.col("name").is_in([name.removesuffix(".active") for name in history.columns if ".active" in name])
    today = clients.with_columns(pl.lit(panel.cut).alias("reference_on"))
    days = [clients.with_columns(pl.lit(panel.cut + timedelta(days=day)).alias("reference_on")) for day in middles]
    found: dict[str, NDArray[Any]] = {}
    for rows, factors in (
        (today, known.factors.filter(~is_pressure)),
        (pl.concat(days), known.factors.filter(is_pressure)),
    ):
        values = factor_values(replace(known, factors=factors), replace(panel, rows=rows))
        for name in values.columns:
            column = values[name]
            array = column.to_numpy() if column.dtype == pl.String else column.cast(pl.Float64).to_numpy()
            found[name] = array if rows is today else array.reshape(len(middles), -1)
    return found


def _completed(columns: Columns, saved: SavedProgram, rows: int) -> dict[str, NDArray[Any]]:
    """What the model reads and these records do not have is missing, not an error: a factor no longer recorded."""
    found = dict(columns)
    for term in saved.forecast.terms:
        if isinstance(term, Pressure):
            for part in ("active", "weeks", "after"):
                found.setdefault(f"{term.factor}.{part}", np.zeros(rows))
        elif isinstance(term, Covariate):
            found.setdefault(term.column, np.full(rows, np.nan))
        elif isinstance(term, Category):
            found.setdefault(term.column, np.full(rows, None, dtype=object))
    return found
