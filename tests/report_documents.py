"""Report documents for tests: one full and realistic, the others what a program with less to go on gets.

Numbers are made up but hang together: four endings that sum below one, intervals around their estimates.
"""

import copy
import math
from typing import Any

from tests.sensitivity_documents import nothing_first, sensitivity
from tests.validation_documents import validation

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
        "depends_on_how_you_ask": False, "n": 1000, "definition": LOSS, **more,
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
        claim("alliance_access", "Easy access makes up for a shaky relationship.",
              (1.02, 0.86, 1.21), "hazard ratio", "cannot tell", "The interval reaches well to both sides."),
        claim("pressure_early", "A court order goes with staying in the first weeks.",
              (0.71, 0.55, 0.91), "hazard ratio", "supported", "The interval lies below no difference."),
        claim("pressure_late", "A court order goes with staying after the first weeks.",
              (1.19, 1.02, 1.4), "hazard ratio", "contradicted", "Later, more of those under an order left."),
        claim("pressure_after", "Clients stay when the order is over.",
              (1.1, 0.7, 1.72), "hazard ratio", "cannot tell", "Only 24 orders ended in care; 30 are needed."),
    ]  # fmt: skip


def pressure() -> list[Document]:
    sensitivity = [
        {"weeks": weeks, "start": estimate(0.71 + shift, 0.55, 0.93), "sustain": estimate(1.19 - shift, 1.0, 1.42),
         "after": estimate(1.1, 0.7, 1.72)}
        for weeks, shift in ((2, 0.04), (4, 0.0), (8, -0.03))
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
        "sensitivity": sensitivity,
    }  # fmt: skip
    family = {
        **order, "source": "family_insistence", "clients": 214, "ended_orders": 0, "start": estimate(0.95, 0.74, 1.21),
        "sustain": estimate(1.01, 0.84, 1.22), "after": None, "sensitivity": [],
        "words": "Family insistence: cannot tell whether it starts or sustains.",
    }  # fmt: skip
    return [order, family]


def forecast(client: int, chance: float, state: str, quiet: Document | None = None) -> Document:
    return {
        "episode": f"E-{client}", "client": f"C-{client}", "as_of": "2026-06-30", "state": state,
        "probability_stayed": [
            {"horizon_days": None, "probability": min(1.0, chance + 0.2), "low": chance, "high": 0.99},
            {"horizon_days": 30, "probability": chance, "low": chance - 0.12, "high": min(1.0, chance + 0.1)},
            {"horizon_days": 90, "probability": chance - 0.2, "low": chance - 0.35, "high": chance - 0.08},
        ],
        "gone_quiet": quiet,
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


DEFINITIONS = (
    (LOSS, "No attended session for more than 30 days, and no other ending recorded.", 417, 0.583),
    ("recorded_reason", "The program recorded that the client left.", 301, 0.699),
    ("missed_last_session", "The last scheduled session was missed and no other ending is recorded.", 372, 0.628),
    ("below_sessions", "Fewer than 4 sessions attended.", 263, 0.737),
    ("short_stay", "Care lasted less than 90 days.", 489, 0.511),
    ("left_at_order_end", "As loss of contact; stopping when the order is over counts as leaving.", 433, 0.567),
    ("agreed_as_left", "Bound: every agreed ending counts as leaving.", 508, 0.492),
    ("agreed_unattended_as_left", "Bound: an agreed ending without an attended last session counts as leaving.", 446, 0.554),
)  # fmt: skip
ENDINGS = (
    ("left", "4", "Left", 417), ("completed", "1", "Completed", 128), ("mutual", "1", "Ended by agreement", 63),
    ("step_down", "3", "Moved to a lower level of care", 31), ("administrative", "2", "Ended by the program", 44),
    ("incarcerated", "5", "Jailed", 19), ("moved", "7", "Moved away", 23), ("died", "6", "Died", None),
    ("hospitalised", "7", "Hospitalised", None), ("unknown", "7", "Not known", 37),
)  # fmt: skip
SPECIFICATION = """left(week) ~ cloglog
  baseline        spline over weeks, second-order random walk
  quarter         random walk
  alliance        level (trait + state + therapist), tied
  travel_minutes  log(1 + minutes)
  court_order     start, sustain, sustain x alliance, after (fades over 4 weeks)
  therapist, site random effects"""


def full() -> Document:
    """A program of 1,000 clients with everything."""
    days = list(range(0, 181, 30))
    gone = [round(1000 * left_by(day)) for day in days]
    ended = [0, 41, 98, 152, 205, 251, 290]
    periods = [(0, 0), (1, 1), (2, 2), (3, 4), (5, 8), (9, 12), (13, 17), (18, 25)]
    rates = [0.085, 0.061, 0.048, 0.041, 0.031, 0.024, 0.021, 0.017]
    at_risk = [1000, 905, 842, 1540, 2610, 2120, 2210, 2600]
    sources = (
        ("Court", 420, 361, 6),
        ("Self or family", 380, 322, 4),
        ("Hospital", 150, 99, 11),
        ("School", None, None, None),
    )
    return {
        "format": "bidewell-report", "version": 1, "language": "en",
        "program": {"name": "Harbor Outpatient", "time_zone": "America/New_York", "extract_date": "2026-06-30", "demo": True},
        "definition": {"name": LOSS, "words": DEFINITIONS[0][1], "window_days": 30, "complete_through": "2026-05-31"},
        "grid": "week",
        "records": {
            "episodes": 1043, "clients": 1000, "sessions": 14210, "checkins": 9120, "factors": 4100,
            "missing": [
                {"what": "ratings", "share": 0.22, "words": "Sessions without a client rating of the alliance."},
                {"what": "travel_minutes", "share": 0.08, "words": "Clients without travel minutes."},
            ],
            "warnings": [{"code": "naive_time", "words": "Times without a zone were read in the program's zone.", "count": 14210}],
            "excluded": [
                {"reason": "never_started", "words": "Referred, but no attended session.", "n": 168},
                {"reason": "before_observed", "words": "Care ended before recording began.", "n": 23},
                {"reason": "too_recent", "words": "Started after the data can tell who left.", "n": None, "suppressed": True},
            ],
        },
        "entry": {
            "referred": 968, "started": 800, **share(0.826, 968), "median_days_to_first_session": 5.0,
            "by_source": [
                {"source": source, "referred": referred, "started": started, "median_days": median,
                 **(share(started / referred, referred) if referred and started else {"probability": None, "low": None, "high": None}),
                 "suppressed": referred is None}
                for source, referred, started, median in sources
            ],
        },
        "retention": retention(),
        "incidence": [curve("left", 0.437, 1000), curve("agreed", 0.211, 1000), curve("taken_away", 0.052, 1000),
                      curve("put_out", 0.044, 1000)],
        "at_risk": {"days": days, "at_risk": [1000 - left - other for left, other in zip(gone, ended, strict=True)],
                    "left": gone, "ended": ended},
        "hazard": [
            {"period_from": start, "period_to": end, "hazard": rate, "low": rate * 0.85, "high": rate * 1.17,
             "at_risk": risk, "left": round(rate * risk)}
            for (start, end), rate, risk in zip(periods, rates, at_risk, strict=True)
        ],
        "attendance": {"scheduled": 13320, "no_shows": 2504, **share(0.188, 13320)},
        "initiation": {"n": 1000, **share(0.79, 1000), "words": "A second session within 14 days of the first."},
        "engagement": {"n": 1000, **share(0.57, 1000), "words": "Two more sessions within the 34 days after that."},
        "endings": [
            {"ending": ending, "teds_code": code, "words": words, "n": n, "suppressed": n is None,
             **({"share": None, "low": None, "high": None} if n is None else
                {"share": n / 1000, "low": share(n / 1000, 1000)["low"], "high": share(n / 1000, 1000)["high"]})}
            for ending, code, words, n in ENDINGS
        ],
        "returns": {"left": 389, "returned": 58, **share(0.149, 389), "within_days": 90},
        "definitions": [
            {"name": name, "words": words, "left": left, "n": 1000, **share(chance, 1000), "horizon_days": 90, "kind": "stayed"}
            for name, words, left, chance in DEFINITIONS
        ],
        "ratings": {"available": True, "instrument": "alliance", "n": 9120, "clients": 968, "share_at_ceiling": 0.31,
                    "words": "31 of 100 ratings are at the top of the scale: the alliance of those clients is known less well."},
        "ranking": ranking(),
        "verdict": {"largest": "alliance", "words": "Of the factors recorded here, alliance goes with staying most: 65 against 51 of 100 stayed."},
        "sensitivity": sensitivity(),
        "claims": claims(),
        "pressure": pressure(),
        "forecasts": [forecast(1041, 0.62, "in care"), forecast(1107, 0.88, "in care"),
                      forecast(1120, 0.41, "gone quiet", {"days_since_contact": 19, "probability_left": 0.44})],
        "parameters": parameters(),
        "checks": checks(),
        "model": {
            "definition": LOSS, "grid": "week", "n": 1032, "clients": 1000, "periods": 16220, "events": {"left": 417, "agreed": 222},
            "digest": "sha256:5b1f0e6a94c1d2e7", "version": "0.1.0", "seed": 20260630, "specification": SPECIFICATION,
            "diagnostics": {"pareto_k": 0.31, "trusted": True, "iterations": 14, "converged": True, "chains": None},
            "prior_words": "Every factor starts from the same prior, centred on no difference.",
        },
        "validation": validation(),
        "cannot_say": {"staying": "This curve describes clients who came at least once. It cannot say what would have happened elsewhere."},
    }  # fmt: skip


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


def edited(**changes: Any) -> Document:
    document = full()
    document.update(copy.deepcopy(changes))
    return document


def no_ratings() -> Document:
    """A program that has only attendance and factors."""
    ratings = {
        "available": False, "instrument": None, "n": 0, "clients": 0, "share_at_ceiling": None,
        "words": "No ratings in these records: nothing is said about alliance.",
    }  # fmt: skip
    ranked = [row for row in ranking() if row["factor"] != "alliance"]
    verdict = {"largest": None, "words": "Cannot tell: no factor stands clearly apart."}
    told = [row for row in claims() if not row["claim"].startswith("alliance")]
    rests_on = sensitivity() | {"thorough": False, "comparison": None}
    return edited(ratings=ratings, ranking=ranked, verdict=verdict, claims=told, sensitivity=rests_on)


def cannot_tell() -> Document:
    """Sixty clients and a fit that is not trusted: every verdict is "cannot tell"."""
    verdict = {"largest": None, "words": "Cannot tell yet: too few clients left to compare."}
    document = edited(verdict=verdict, sensitivity=nothing_first())
    for row in document["claims"]:
        row.update(verdict="cannot tell", why="Too few clients left.")
    document["model"]["diagnostics"] |= {"pareto_k": 0.92, "trusted": False, "iterations": 40}
    return document


def suppressed() -> Document:
    """Groups so small that their numbers stay hidden."""
    document = full()
    hidden = {"probability": None, "low": None, "high": None, "n": None, "suppressed": True}
    for row in document["retention"]:
        if row["group"]["value"] in ("South", "Riverside"):
            row.update(hidden)
    return document


def ten_clients() -> Document:
    """No comparison can be made; the program's own totals remain."""
    ten = suppressed()
    for row in ten["retention"]:
        row.update({"n": 10, **share(0.6, 10)} if row["group"]["column"] is None else
                   {"probability": None, "low": None, "high": None, "n": None, "suppressed": True})  # fmt: skip
    ten.update(
        incidence=[curve("left", 0.4, 10)], ranking=[], pressure=[], parameters=[], hazard=[], definitions=[], endings=[],
        at_risk={"days": [0, 30, 60], "at_risk": [10, 8, 6], "left": [0, 1, 3], "ended": [0, 1, 1]}, checks=[],
        entry=None, returns=None, initiation=None, engagement=None, model=None, claims=[], forecasts=[], validation=None,
        sensitivity=None,
        verdict={"largest": None, "words": "Cannot tell: ten clients are too few to compare."},
    )  # fmt: skip
    ten["records"].update(clients=10, episodes=10, sessions=64, checkins=22, factors=0)
    return ten


def nothing_yet() -> Document:
    """A program on its first day: no sessions, nothing to draw."""
    document = ten_clients()
    document.update(retention=[], incidence=[], at_risk=None, attendance=None)
    document["ratings"] = no_ratings()["ratings"]
    document["records"] = {
        "episodes": 0, "clients": 0, "sessions": 0, "checkins": 0, "factors": 0, "missing": [], "warnings": [], "excluded": [],
    }  # fmt: skip
    return document


def by_session() -> Document:
    """The same program, its time counted in sessions."""
    document = edited(grid="session")
    for incidence in document["incidence"]:
        incidence["points"] = [{"session": i, **{k: p[k] for k in ("probability", "low", "high")}} for i, p in enumerate(incidence["points"])]  # fmt: skip
    at_risk = document["at_risk"]
    document["at_risk"] = {
        "sessions": [0, 4, 8, 12, 16, 20, 24],
        **{k: at_risk[k] for k in ("at_risk", "left", "ended")},
    }
    document["retention"] = [row for row in document["retention"] if row["horizon_session"]]
    for row in document["definitions"]:
        row.update(horizon_days=None, horizon_session=12)
    document["model"]["grid"] = "session"
    return document


def hostile() -> Document:
    """Markup, templates and braces where a program may write anything."""
    document = full()
    nasty = "<script>alert('x')</script>{{ 7*7 }} {0} & \"North\" </svg>"
    document["program"]["name"] = nasty
    document["verdict"]["words"] = nasty
    for row in document["retention"]:
        if row["group"]["value"] == "North":
            row["group"]["value"] = nasty
    for row in document["ranking"]:
        row["group_words"] = nasty
    return document


def spanish() -> Document:
    """The full document with its sentences in Spanish; only warnings are worded in English alone."""
    document = edited(language="es", validation=validation("es"), sensitivity=sensitivity("es"))
    document["definition"]["words"] = (
        "Más de 30 días sin una sesión a la que asistiera, y ningún otro cierre registrado."
    )
    document["verdict"]["words"] = (
        "De los factores registrados aquí, la alianza es la que más acompaña a quedarse: se quedaron 65 frente a 51 de cada 100."
    )
    words = {"alliance": "Alianza, según los clientes", "travel_minutes": "Tiempo de viaje", "court_order": "Orden judicial",
             "ride_support": "Transporte", "family_insistence": "Insistencia de la familia", "motivation": "Motivación antes del tratamiento"}  # fmt: skip
    for row in document["ranking"]:
        row["group_words"] = words[row["factor"]]
        row["contrast"] = "tercio inferior frente a tercio superior de los clientes"
    told = {
        "alliance_staying": "Los clientes que valoran mejor la alianza se quedan más: 65 frente a 51 de cada 100.",
        "alliance_largest": "La alianza acompaña a quedarse más que el viaje, el transporte, la familia o los jueces.",
        "alliance_access": "Llegar con facilidad compensa una relación frágil.",
        "pressure_early": "Una orden judicial acompaña a quedarse en las primeras semanas.",
        "pressure_late": "Una orden judicial acompaña a quedarse después de las primeras semanas.",
        "pressure_after": "Los clientes se quedan cuando la orden termina.",
    }
    for row in document["claims"]:
        row.update(words=told[row["claim"]], why="Lo dice el intervalo.", scale=row["scale"])
    document["cannot_say"] = {}
    return _spanish_records(document)


def _spanish_records(document: Document) -> Document:
    """The rest of its sentences: rules, endings, gaps, pressure, parameters and clients."""
    rules = {
        LOSS: "Más de 30 días sin una sesión a la que asistiera, y ningún otro cierre registrado.",
        "recorded_reason": "El programa registró que el cliente se fue.",
        "missed_last_session": "Faltó a la última sesión programada y no hay otro cierre registrado.",
        "below_sessions": "Asistió a menos de 4 sesiones.",
        "short_stay": "La atención duró menos de 90 días.",
        "left_at_order_end": "Como pérdida de contacto; parar al acabar la orden cuenta como irse.",
        "agreed_as_left": "Límite: todo cierre acordado cuenta como irse.",
        "agreed_unattended_as_left": "Límite: un cierre acordado sin última sesión cuenta como irse.",
    }
    for row in document["definitions"]:
        row["words"] = rules[row["name"]]
    endings = ("Se fue", "Completó", "Terminó de acuerdo", "Pasó a un nivel menor", "Lo cerró el programa", "En la cárcel",
               "Se mudó", "Murió", "En el hospital", "No se sabe")  # fmt: skip
    _say(document["endings"], endings)
    _say(document["records"]["missing"], ("Sesiones sin valoración de la alianza.", "Clientes sin minutos de viaje."))
    excluded = ("Derivado, sin ninguna sesión.", "La atención acabó antes del registro.", "Empezó demasiado tarde.")
    _say(document["records"]["excluded"], excluded)
    _say(document["pressure"], ("Una orden judicial acompaña a quedarse al principio; la relación se apaga después.",
                                "Insistencia de la familia: no se puede saber."))  # fmt: skip
    effects = ("Alianza, por desviación típica", "Tiempo de viaje, por desviación típica", "Transporte usado",
               "Orden judicial, principio", "Orden judicial, después del principio", "Orden judicial, al acabar",
               "Insistencia de la familia, principio", "Cuánto difieren los terapeutas")  # fmt: skip
    _say(document["parameters"], effects)
    document["ratings"]["words"] = "La alianza de esos clientes se conoce peor."
    document["initiation"]["words"] = "Una segunda sesión en los 14 días siguientes a la primera."
    document["engagement"]["words"] = "Dos sesiones más en los 34 días siguientes."
    document["model"]["prior_words"] = "Todos los factores parten del mismo supuesto: ninguna diferencia."
    for row in document["ranking"]:
        row["per_person"]["contrast"] = "del 16 al 84 de cada 100"
    for client in document["forecasts"]:
        client["state"] = "sin noticias" if client["gone_quiet"] else "en atención"
        _say(client["reasons"], ("Alianza por debajo de su propio nivel", "Viaje corto"))
        client["what_if"][0]["change"] = "Alianza de vuelta a su nivel anterior"
    return document


def _say(rows: list[Document], words: tuple[str, ...]) -> None:
    for row, sentence in zip(rows, words, strict=True):
        row["words"] = sentence


ALL = {
    "full": full, "no_ratings": no_ratings, "cannot_tell": cannot_tell, "suppressed": suppressed, "ten_clients": ten_clients,
    "nothing_yet": nothing_yet, "by_session": by_session, "hostile": hostile, "spanish": spanish,
}  # fmt: skip
