"""Made-up figures of a report's description: estimates, shares, curves, who stayed."""

import math
from typing import Any

Document = dict[str, Any]
LOSS = "loss_of_contact"
PROGRAM: Document = {"column": None, "value": None}


def estimate(mean: float, low: float, high: float) -> Document:
    return {"mean": mean, "low": low, "high": high}


def share(probability: float, n: int) -> Document:
    """A probability with a 90 % interval of about the right width."""
    half = 1.645 * math.sqrt(probability * (1 - probability) / n)
    return {
        "probability": round(probability, 4),
        "low": round(max(0.0, probability - half), 4),
        "high": round(min(1.0, probability + half), 4),
    }


def left_by(day: float, rate: float = 1.0) -> float:
    return 0.46 * (1 - math.exp(-rate * day / 55)) + 0.0003 * day


def curve(ending: str, at_end: float, n: int, group: Document = PROGRAM) -> Document:
    days = range(0, 181, 7)
    shape = [left_by(day) / left_by(182) for day in days] if ending == "left" else [(day / 182) ** 1.4 for day in days]
    points = [{"day": day, **share(at_end * part, n)} for day, part in zip(days, shape, strict=True)]
    return {"group": group, "ending": ending, "points": points, "n": n}


def stayed(group: Document, horizon: tuple[str, int | None, int | None], probability: float, n: int) -> Document:
    words, days, session = horizon
    return {
        "group": group, "kind": "stayed", "horizon": words, "horizon_days": days, "horizon_session": session,
        **share(probability, n), "n": n, "definition": LOSS, "suppressed": False,
    }  # fmt: skip


HORIZONS: list[tuple[tuple[str, int | None, int | None], float]] = [
    (("session 2", None, 2), 0.86),
    (("session 4", None, 4), 0.74),
    (("30 days", 30, None), 0.76),
    (("90 days", 90, None), 0.583),
    (("180 days", 180, None), 0.472),
]
SITES = (("North", 0.05, 412), ("South", -0.02, 388), ("Riverside", -0.06, 200))


def retention() -> list[Document]:
    rows = [stayed(PROGRAM, horizon, chance, 1000) for horizon, chance in HORIZONS]
    for site, more, n in SITES:
        group = {"column": "site", "value": site}
        rows += [stayed(group, horizon, chance + more, n) for horizon, chance in HORIZONS]
    in_care = [stayed(PROGRAM, horizon, chance - 0.09, 1000) for horizon, chance in HORIZONS[2:]]
    return rows + [{**row, "kind": "in_care"} for row in in_care]
