"""Made-up answers of a report: ranking, claims, pressure, forecasts, parameters, checks of the model."""

from typing import Any

from tests.report_figures import LOSS, Document, estimate


def factor(
    name: str, words: str, window: str, stayed_at: tuple[float, float], change: Document, chance: float, **more: Any
) -> Document:
    return {
        "factor": name, "group_words": words, "contrast": "lower third against upper third of clients",
        "window": window, "spread": estimate(change["mean"] * 2.1, change["low"] * 2, change["high"] * 2.2),
        "stayed_at_minus": stayed_at[0], "stayed_at_plus": stayed_at[1], "change_in_probability_stayed": change,
        "change_in_weeks_stayed": estimate(change["mean"] * 11, change["low"] * 11, change["high"] * 11),
        "probability_largest": {"before": 0.2, "after": chance}, "probability_own_effect": 0.99 if chance > 0.5 else 0.4,
        "per_person": {"contrast": "from the 16th to the 84th in 100 clients", "change_in_probability_stayed": change},
        "depends_on_how_you_ask": False, "share_recorded": None, "n": 1000, "definition": LOSS, **more,
    }  # fmt: skip


def ranking() -> list[Document]:
    ride_person = {
        "contrast": "a ride used against no ride used",
        "change_in_probability_stayed": estimate(0.09, 0.01, 0.17),
    }
    rows = [
        factor("alliance", "Alliance, as clients rate it", "whole", (51.0, 65.0), estimate(0.14, 0.09, 0.19), 0.93),
        factor("travel_minutes", "Travel time", "whole", (56.0, 61.0), estimate(0.05, 0.01, 0.09), 0.04),
        factor("court_order", "Court order", "whole", (57.0, 60.0), estimate(0.03, -0.02, 0.08), 0.02),
        factor("ride_support", "Rides", "whole", (57.5, 59.5), estimate(0.02, 0.0, 0.05), 0.01,
               depends_on_how_you_ask=True, per_person=ride_person),
        factor("family_insistence", "Family insistence", "whole", (58.0, 59.0), estimate(0.01, -0.03, 0.05), 0.0),
        factor("motivation", "Motivation before treatment", "whole", (57.0, 60.0), estimate(0.03, -0.01, 0.07), 0.0),
    ]  # fmt: skip
    for window, alliance, court in (("0-4", 0.05, 0.06), ("5-12", 0.08, 0.01), ("13+", 0.09, -0.02)):
        change = estimate(alliance, alliance - 0.04, alliance + 0.04)
        order = estimate(court, court - 0.05, court + 0.05)
        rows.append(factor("alliance", "Alliance, as clients rate it", window, (60.0, 65.0), change, 0.8))
        rows.append(factor("court_order", "Court order", window, (58.0, 60.0), order, 0.1))
    return rows


def claim(name: str, words: str, numbers: tuple[float, float, float], scale: str, verdict: str, why: str) -> Document:
    value, low, high = numbers
    return {
        "claim": name, "words": words, "estimate": value, "low": low, "high": high, "scale": scale, "verdict": verdict,
        "why": why, "definition": LOSS, "n": 1000,
    }  # fmt: skip


def claims() -> list[Document]:
    return [
        claim("alliance_staying", "Clients who rate the alliance higher stay longer: 65 against 51 of 100 stayed.",
              (14, 9, 19), "of 100", "supported", "The interval lies above no difference."),
        claim("alliance_largest", "Alliance goes with staying more than travel, rides, family or court orders do.",
              (0.93, 0.8, 1.0), "chance of being largest", "supported", "The chance of being largest is 93 of 100."),
        claim("alliance_access", "Where the way is short, the alliance goes with staying less.",
              (1.02, 0.86, 1.21), "hazard ratio", "cannot tell", "The interval reaches well to both sides."),
        claim("alliance_turns", "Clients with a middling alliance stay longest.",
              (4.4, 4.1, 4.7), "points of the rating", "supported", "Toward the middle fewer leave, from both ends."),
        claim("pressure_early", "A court order goes with staying in the first weeks.",
              (0.71, 0.55, 0.91), "hazard ratio", "supported", "The interval lies below no difference."),
        claim("pressure_late", "A court order goes with staying after the first weeks.",
              (1.19, 1.02, 1.4), "hazard ratio", "contradicted", "Later, more of those under an order left."),
        claim("pressure_after", "Clients stay when the order is over.",
              (1.1, 0.7, 1.72), "hazard ratio", "cannot tell", "Only 24 orders ended in care; 30 are needed."),
    ]  # fmt: skip


def pressure() -> list[Document]:
    sensitivity = [
        {"weeks": weeks, "trusted": True, "start": estimate(0.71 + shift, 0.55, 0.93), "sustain": estimate(1.19 - shift, 1.0, 1.42),
         "after": estimate(1.1, 0.7, 1.72)}
        for weeks, shift in ((2, 0.04), (4, 0.0), (8, -0.03))
    ]  # fmt: skip
    definitions = [
        {"definition": name, "trusted": True, "start": estimate(0.71, 0.55, 0.91), "sustain": estimate(*late),
         "after": estimate(1.1, 0.7, 1.72)}
        for name, late in ((LOSS, (1.19, 1.02, 1.4)), ("left_at_order_end", (1.34, 1.13, 1.58)), ("agreed_as_left", (1.15, 0.99, 1.34)))
    ]  # fmt: skip
    windows = [
        {"window": window, "mean": mean, "low": mean * 0.8, "high": mean * 1.25}
        for window, mean in (("0-4", 0.74), ("5-12", 1.02), ("13+", 1.17))
    ]
    order: Document = {
        "source": "court_order", "clients": 348, "ended_orders": 24, "start": estimate(0.71, 0.55, 0.91),
        "sustain": estimate(1.19, 1.02, 1.4), "sustain_by_alliance": estimate(0.97, 0.82, 1.15),
        "after": estimate(1.1, 0.7, 1.72), "windows": windows,
        "words": "A court order goes with staying at the start; the link fades and turns after some weeks.",
        "sensitivity": sensitivity, "definitions": definitions,
    }  # fmt: skip
    family = {
        **order, "source": "family_insistence", "clients": 214, "ended_orders": 0, "start": estimate(0.95, 0.74, 1.21),
        "sustain": estimate(1.01, 0.84, 1.22), "after": None, "sensitivity": [],
        "definitions": [],
        "words": "Family insistence: cannot tell whether it starts or sustains.",
    }  # fmt: skip
    return [order, family]


def strain(chance: float) -> Document:
    """Clients who may well leave have one that is not over."""
    is_on = chance < 0.5
    return {
        "probability": 0.62 if is_on else 0.04, "rated_on": "2026-06-24", "below": 0.4, "fires_at": 0.58,
        "since": "2026-06-24" if is_on else None, "repair": "open" if is_on else "none",
        "expected_back": 0.44 if is_on else None, "expected_by_then": None, "back": None, "back_on": None,
        "words": "The alliance lies below this client's own usual level." if is_on else None,
        "definition": "Strain: the alliance more than 0.4 points below the client's own usual level.",
    }  # fmt: skip


def forecast(client: int, chance: float, state: str, quiet: Document | None = None) -> Document:
    return {
        "episode": f"E-{client}", "client": f"C-{client}", "as_of": "2026-06-30", "state": state,
        "probability_stayed": [
            {"horizon_days": None, "probability": min(1.0, chance + 0.2), "low": chance, "high": 0.99},
            {"horizon_days": 30, "probability": chance, "low": chance - 0.12, "high": min(1.0, chance + 0.1)},
            {"horizon_days": 90, "probability": chance - 0.2, "low": chance - 0.35, "high": chance - 0.08},
        ],
        "gone_quiet": quiet, "strain": strain(chance),
        "reasons": [
            {"group": "alliance", "words": "Alliance rated below this client's own level", "points": -11.0,
             "direction": "less", "can_change": True},
            {"group": "travel_minutes", "words": "Short travel time", "points": 4.0, "direction": "more",
             "can_change": False},
        ],
        "what_if": [{"change": "Alliance back at its own earlier level", "probability": chance + 0.1,
                     "low": chance, "high": min(1.0, chance + 0.16)}],
        "last_contact_on": "2026-06-23", "ratings_used": 6,
    }  # fmt: skip


def bend() -> Document:
    """A turn inside what is seen: both ends lose more than the middle."""
    places = zip((2.9, 3.5, 4.0, 4.5, 5.0), (2.3, 1.5, 1.08, 0.97, 1.24), strict=True)
    return {
        "bends": estimate(1.32, 1.19, 1.47), "fewest_leave_at": estimate(4.4, 4.1, 4.7), "n": 1032, "left": 417,
        "places": [{"rating": at, **estimate(ratio, 0.85 * ratio, 1.18 * ratio)} for at, ratio in places],
        "definition": LOSS,
    }  # fmt: skip


def parameters() -> list[Document]:
    rows = [
        ("alliance", "Alliance, per standard deviation", 0.35, -0.62, 0.09, True),
        ("travel_minutes", "Travel time, per standard deviation", 0.35, 0.18, 0.08, True),
        ("ride_support", "Ride used", 0.35, -0.21, 0.16, True),
        ("court_order.start", "Court order, start", 0.35, -0.34, 0.15, True),
        ("court_order.sustain", "Court order, sustain", 0.35, 0.17, 0.1, True),
        ("court_order.after", "Court order, after", 0.35, 0.09, 0.27, False),
        ("family_insistence.start", "Family insistence, start", 0.35, -0.05, 0.15, False),
    ]
    effects = [
        {"name": name, "words": words, "scale": "log hazard ratio", "prior": {"mean": 0.0, "sd": prior}, "moved": moved,
         "posterior": {"mean": mean, "sd": sd, "low": mean - 1.645 * sd, "high": mean + 1.645 * sd}}
        for name, words, prior, mean, sd, moved in rows
    ]  # fmt: skip
    spread = {
        "name": "therapist_sd", "words": "How much therapists differ", "scale": "standard deviation", "moved": True,
        "prior": {"mean": 0.4, "sd": 0.3}, "posterior": {"mean": 0.31, "sd": 0.06, "low": 0.21, "high": 0.41},
    }  # fmt: skip
    return [*effects, spread]


def check(
    name: str, periods: tuple[int | None, int | None], observed: float, drawn: Document, chance: float
) -> Document:
    first, last = periods
    return {
        "check": name, "words": name, "period_from": first, "period_to": last, "observed": observed, "replicated": drawn,
        "probability_at_least": chance, "fits": drawn["low"] <= observed <= drawn["high"], "n": 1200, "clients": 640,
        "definition": LOSS,
    }  # fmt: skip


def checks() -> list[Document]:
    """One of each, with more ratings at the top than the model draws, and the leaving of three bands."""
    whole = (None, None)
    return [
        check("rating_mean", whole, 5.61, estimate(5.60, 5.55, 5.65), 0.4),
        check("rating_sd", whole, 1.21, estimate(1.22, 1.18, 1.26), 0.6),
        check("rating_lowest", whole, 0.01, estimate(0.012, 0.008, 0.017), 0.7),
        check("rating_highest", whole, 0.31, estimate(0.14, 0.12, 0.16), 0.0),
        check("rating_follows", whole, 0.52, estimate(0.51, 0.47, 0.55), 0.4),
        check("leaving", (0, 0), 0.11, estimate(0.10, 0.085, 0.118), 0.3),
        check("leaving", (3, 4), 0.052, estimate(0.055, 0.044, 0.066), 0.6),
        check("leaving", (26, None), 0.021, estimate(0.02, 0.014, 0.028), 0.4),
        check("agreed_ending", whole, 0.014, estimate(0.014, 0.011, 0.017), 0.5),
        check("days_between_contacts", (0, 4), 8.2, estimate(8.4, 8.1, 8.7), 0.8),
    ]


def comparisons() -> list[Document]:
    return [
        {
            "kind": "therapist", "definition": LOSS, "n": 946, "too_small": 2,
            "apart": {"mean": 0.13, "low": 0.07, "high": 0.22},
            "words": "Of 5 therapists, clients alike stay more often than usual with 1 and less often with 1; of the others it cannot be told.",
            "rows": [_compared(None, *row) for row in (
                (148, 0.55, -0.10, "fewer"), (23, 0.62, -0.03, "cannot tell"), (119, 0.66, 0.01, "cannot tell"),
                (None, 0.68, 0.02, "cannot tell"), (158, 0.74, 0.09, "more"))],
        },
        {
            "kind": "site", "definition": LOSS, "n": 946, "too_small": 0,
            "apart": None,
            "words": "Whether clients alike stay more often at one site than at another cannot be told.",
            "rows": [_compared("South", 442, 0.64, -0.02, "cannot tell"), _compared("North", 504, 0.67, 0.01, "cannot tell")],
        },
    ]  # fmt: skip


def _compared(name: str | None, clients: int | None, stayed: float, change: float, answer: str) -> Document:
    return {
        "name": name, "clients": clients, "stayed": estimate(stayed, stayed - 0.06, stayed + 0.06),
        "change_in_probability_stayed": estimate(change, change - 0.05, change + 0.05), "answer": answer,
    }  # fmt: skip
