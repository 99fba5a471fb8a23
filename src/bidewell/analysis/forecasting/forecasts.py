"""Forecasts: for each client in care as of a day, the chance of staying, why, and what else goes with another chance.

Reads records and a saved program; neither fits nor compiles anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from bidewell.analysis.forecasting import forecast_words as words
from bidewell.analysis.forecasting.chances import Chances, chances_of
from bidewell.analysis.forecasting.expected_contacts import HORIZON_DAYS
from bidewell.analysis.forecasting.forecast import Chance, Change, Forecast, Reason
from bidewell.analysis.forecasting.in_care import MONTH_DAYS, InCare, clients_in_care
from bidewell.analysis.forecasting.reason_words import facts_of, is_quiet
from bidewell.analysis.forecasting.reasons import Split, split
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.forecasting.standing import Standing, standing
from bidewell.analysis.forecasting.strain import Strains
from bidewell.analysis.forecasting.what_if import WhatIf, what_ifs
from bidewell.analysis.interval import Interval
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.kept_states import as_plain, from_plain
from bidewell.engine.panel import Integers

FEW_CONTACTS = 2


def forecast_clients(
    records: ProgramRecords, saved: SavedProgram, as_of: date | None = None, language: str = "en"
) -> tuple[Forecast, ...]:
    """Forecast every client in care as of the day (by default the extract date), in the order of the records.

    Uses nothing known later than that day. Time: about a second for 5,000 clients.
    """
    seen = foresee(records, saved, as_of)
    return seen.told(language) if seen else ()


def foresee(
    records: ProgramRecords,
    saved: SavedProgram,
    as_of: date | None = None,
    kept: Mapping[str, Mapping[str, Any]] | None = None,
) -> "Foreseen | None":
    """The same before it is put into words, for who wants them in several languages. None: nobody is in care.

    `kept` is what `Foreseen.kept` of an earlier day gave, or some of it: then only what is new of those clients is
    filtered. Where it no longer holds, the history is; the forecasts are the same.
    """
    clients = clients_in_care(records, saved, as_of or records.settings.extract_date)
    if clients is None:
        return None
    before = [(kept or {}).get(episode) for episode in clients.episodes["record_episode"]]
    stand = standing(saved.forecast, clients, from_plain(saved.forecast, before) if kept else None)
    chances = chances_of(saved.forecast, clients, stand, tuple(horizon_steps(clients).values()))
    found = split(saved, clients, stand, chances, MONTH_DAYS)
    return Foreseen(saved, clients, stand, chances, found, what_ifs(saved, clients, stand, MONTH_DAYS))


def horizon_steps(clients: InCare) -> dict[int | None, int]:
    """The horizons told, None the next session, and the step each ends with."""
    return {None: 0} | {days: 1 + clients.step_of(days) for days in (MONTH_DAYS, HORIZON_DAYS)}


@dataclass(frozen=True)
class Foreseen:
    """Arrays on one side, a client's words on the other."""

    saved: SavedProgram
    clients: InCare
    stand: Standing
    chances: Chances
    split: Split
    asked: tuple[WhatIf, ...]

    @cached_property
    def strains(self) -> Strains:
        """How each client stands with strain."""
        return Strains(self.saved, self.clients, self.stand)

    @property
    def record_episodes(self) -> list[str]:
        """The episode of the records each forecast is about, in the order of the forecasts."""
        return self.clients.episodes["record_episode"].to_list()

    def kept(self) -> dict[str, dict[str, Any]]:
        """By episode of the records, where the filter stands before the last contact: plain numbers to be kept."""
        return dict(zip(self.record_episodes, as_plain(self.stand.kept), strict=True))

    def told(self, language: str) -> tuple[Forecast, ...]:
        """Everything in words of one language."""
        clients, episodes = self.clients, self.clients.episodes
        chances, reasons, what_if = self._chances(), self._reasons(language), self._what_if(language)
        states, ratings, quiet = self.states(), self._ratings(), is_quiet(clients).tolist()
        left = zip(*(end.tolist() for end in self.chances.left_already), strict=True)
        strains = self.strains.told(language)
        names = (episodes[name].to_list() for name in ("episode", "client", "last_contact_on"))
        return tuple(
            Forecast(
                episode=episode,
                client=client,
                as_of=clients.as_of,
                state=words.STATES[states[i]][language],
                notes=self._notes(int(ratings[i]), language),
                chances=chances[i],
                typical=float(self.split.typical[i]),
                days_since_contact=int(clients.days_since_contact[i]),
                left_already=Interval(*left_already),
                is_quiet=quiet[i],
                reasons=reasons[i],
                what_if=tuple(what_if[i]),
                last_contact_on=last_contact_on,
                ratings_used=int(ratings[i]),
                strain=strains[i],
            )
            for i, (episode, client, last_contact_on, left_already) in enumerate(zip(*names, left, strict=True))
        )

    def _chances(self) -> list[tuple[Chance, ...]]:
        told = self.chances
        columns = []
        for place, (days, step) in enumerate(horizon_steps(self.clients).items()):
            ends = (told.mean[:, step], told.low[:, place], told.high[:, place])
            columns.append([Chance(days, *values) for values in zip(*(end.tolist() for end in ends), strict=True)])
        return list(zip(*columns, strict=True))

    def _reasons(self, language: str) -> list[tuple[Reason, ...]]:
        groups = self.split.groups
        facts = [facts_of(group, self.split, self.saved, self.clients, language) for group in groups]
        points = 100.0 * self.split.shares
        order = np.argsort(-np.abs(points), axis=1).tolist()
        change, clear = ([getattr(fact, name).tolist() for fact in facts] for name in ("can_change", "is_clear"))
        rows = points.tolist()
        return [
            tuple(Reason(groups[j], facts[j].words[i], rows[i][j], change[j][i], clear[j][i]) for j in order[i])
            for i in range(len(rows))
        ]

    def _what_if(self, language: str) -> list[list[Change]]:
        found: list[list[Change]] = [[] for _ in range(self.clients.clients)]
        for one in self.asked:
            said = words.WHAT_IF[one.change][language]
            ends = zip(
                *(part[:, -1].tolist() for part in (one.chances.mean, one.chances.low, one.chances.high)), strict=True
            )
            for place, values in zip(one.clients.tolist(), ends, strict=True):
                found[place].append(Change(said, *values))
        return found

    def states(self) -> list[str]:
        """Watch is a month's chance clearly below a typical client's, strain says more; unknown is never steady."""
        clients = self.clients
        month = list(horizon_steps(clients)).index(MONTH_DAYS)
        states = np.where(self.chances.high[:, month] < self.split.typical, "watch", "steady").astype(object)
        states[self.strains.is_on] = "strain"
        contacts = clients.episodes["contacts"].to_numpy()
        states[contacts <= FEW_CONTACTS] = "new"
        if not self.saved.forecast.diagnostics.trusted:
            states[:] = "not_enough_data"
        states[is_quiet(clients)] = "gone_quiet"
        return list(states)

    def _ratings(self) -> Integers:
        panel = self.clients.history.panel
        if not self.saved.forecast.has_alliance:
            return np.zeros(self.clients.clients, dtype=np.int64)
        count = np.sum([one.count for one in panel.ratings], axis=0)
        return np.bincount(panel.of_person, weights=count, minlength=self.clients.clients).astype(np.int64)

    def _notes(self, ratings: int, language: str) -> tuple[str, ...]:
        notes = [] if ratings else ["no_ratings"]
        if not self.saved.forecast.diagnostics.trusted:
            notes.append("not_trusted")
        return tuple(words.NOTES[note][language] for note in notes)
