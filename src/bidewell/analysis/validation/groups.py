"""The model's forecasts by group of clients: site, and the variables a program watches for fairness."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from bidewell.analysis.description.groups import MOST_GROUPS, Group, group_columns, with_group_columns
from bidewell.analysis.description.suppression import hidden
from bidewell.analysis.interval import Interval
from bidewell.analysis.validation import measures
from bidewell.analysis.validation.backtest import MODEL, Told
from bidewell.analysis.validation.resampling import Bootstrap
from bidewell.factors.protected import is_protected

# What forecasts are watched by beside attributes that law protects (45 CFR 92.210): these first.
SITE, LANGUAGE = "site", "language"


@dataclass(frozen=True)
class GroupResult:
    """One group. `off` is the share who stayed less the mean chance told: above 0, told too low. None: hidden."""

    group: Group
    clients: int | None
    forecasts: int | None
    mean_told: float | None = None
    mean_stayed: Interval | None = None
    off: Interval | None = None
    scaled_brier: Interval | None = None
    auc: Interval | None = None


def watched_columns(episodes: pl.DataFrame, by: tuple[str, ...]) -> tuple[str, ...]:
    """Site, language and protected attributes that tell anyone apart, after those asked for.

    A text with more values than groups are told of (a day of birth) is not a group.

    Raises CannotGroup for one that the episodes do not have, or that names clients.
    """
    asked = [name for name in group_columns(episodes, by) if name in by]
    protected = [name for name in episodes.columns if is_protected(name)]
    known = [name for name in (SITE, LANGUAGE, *protected) if name in episodes.columns and _tells_apart(episodes[name])]
    return tuple(dict.fromkeys([*asked, *known]))


def _tells_apart(values: pl.Series) -> bool:
    return values.n_unique() > 1 and (values.dtype.is_numeric() or values.n_unique() <= MOST_GROUPS)


def by_group(told: Told, episodes: pl.DataFrame, columns: tuple[str, ...], seed: int) -> tuple[GroupResult, ...]:
    """The forecasts of one horizon, group by group; groups of fewer than eleven clients are hidden."""
    if told.rows.is_empty():
        return ()
    labelled = with_group_columns(episodes, columns).select("record_episode", *[f"by.{one}" for one in columns])
    groups = told.rows.join(
        labelled.unique("record_episode", keep="first"), on="record_episode", how="left", maintain_order="left"
    )
    return tuple(row for column in columns for row in _of_column(told, groups[f"by.{column}"], column, seed))


def _of_column(told: Told, values: pl.Series, column: str, seed: int) -> Iterator[GroupResult]:
    names = values.drop_nulls().unique().sort().to_list()
    members = [(values == name).fill_null(False).to_numpy() for name in names]
    clients = [np.unique(told.client[one]).size for one in members]
    for name, chosen, count, is_hidden in zip(names, members, clients, hidden(clients), strict=True):
        group = Group(column, name, is_hidden)
        yield GroupResult(group, None, None) if is_hidden else _of_group(told, group, chosen, count, seed)


def _of_group(told: Told, group: Group, chosen: "np.ndarray", clients: int, seed: int) -> GroupResult:
    stayed, chances, day = told.stayed[chosen], told.chances[MODEL][chosen], told.day[chosen]
    client = np.unique(told.client[chosen], return_inverse=True)[1].astype(np.int64)
    bootstrap = Bootstrap.of(client, seed)
    return GroupResult(
        group,
        clients,
        int(chosen.sum()),
        float(chances.mean()),
        bootstrap.estimate(lambda w: measures.mean(stayed, w)),
        bootstrap.estimate(lambda w: measures.mean(stayed - chances, w)),
        bootstrap.estimate(lambda w: measures.scaled_brier(chances, stayed, w)),
        bootstrap.estimate(lambda w: measures.auc(chances, stayed, day, w)),
    )
