"""Made-up forecasts with outcomes for tests: each rule's chances as a mixture of the truth and the usual chance."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from bidewell.analysis.validation.backtest import MODEL, Told
from bidewell.analysis.validation.baselines import ATTENDANCE, BASE_RATE


def told(
    clients: int = 600,
    knows: Mapping[str, float] | None = None,
    days: int = 30,
    shift: float = 0.0,
    noise: float = 0.0,
    seed: int = 1,
) -> Told:
    """`knows` is how much of each client's log-odds a rule sees; `shift` and `noise` move the model's. Two days each."""
    rng = np.random.default_rng(seed)
    eta = np.repeat(rng.normal(size=clients), 2)
    stayed = np.repeat(rng.random(clients) < _chance(0.8 + eta[::2]), 2).astype(float)
    knows = knows or {MODEL: 1.0, ATTENDANCE: 0.3, BASE_RATE: 0.0}
    moved = {MODEL: shift + noise * rng.normal(size=2 * clients)}
    chances = {name: _chance(0.8 + part * eta + moved.get(name, 0.0)) for name, part in knows.items()}
    rows = pl.DataFrame(
        {
            "client": [f"C{number:05d}" for number in np.repeat(np.arange(clients), 2)],
            "record_episode": [f"E{number:05d}" for number in np.repeat(np.arange(clients), 2)],
            "day": [date(2026, 1, 1), date(2026, 2, 1)] * clients,
            "stayed": stayed,
            "ended_otherwise": False,
        }
    )
    return Told(days, rows, chances, not_known=0)


def _chance(eta: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-eta))


def episodes_of(clients: int) -> pl.DataFrame:
    """Their episodes, at two sites and one where hardly anyone goes."""
    site = ["Far" if number < 5 else "North" if number % 3 else "South" for number in range(clients)]
    names = [f"{number:05d}" for number in range(clients)]
    return pl.DataFrame(
        {
            "client": [f"C{name}" for name in names],
            "record_episode": [f"E{name}" for name in names],
            "site": site,
            **dict.fromkeys(("level_of_care", "payer", "referral_source"), "the same"),
            "age": [20 + number % 50 for number in range(clients)],
        }
    )
