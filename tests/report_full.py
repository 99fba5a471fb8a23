"""The full report document of a program of 1,000 clients, from which the others are made.

Numbers are made up but hang together: four endings that sum below one, intervals around their estimates.
"""

import copy
from typing import Any

from tests.report_answers import bend, checks, claims, comparisons, forecast, parameters, pressure, ranking
from tests.report_figures import LOSS, Document, curve, left_by, retention, share
from tests.sensitivity_documents import sensitivity
from tests.validation_documents import validation

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
                {"what": "ratings", "share": 0.22, "of": 12480, "words": "Sessions without a client rating of the alliance."},
                {"what": "travel_minutes", "share": 0.08, "of": 1000, "words": "Clients without travel minutes."},
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
            "median_days_low": 4.0, "median_days_high": 6.0,
            "by_source": [
                {"source": source, "referred": referred, "started": started, "median_days": median,
                 "median_days_low": median and median - 1.0, "median_days_high": median and median + 2.0,
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
             "at_risk": risk, "left": round(rate * risk), "n": 1000}
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
        "ratings": {"available": True, "instrument": "alliance", "called": "the alliance", "n": 9120, "clients": 968, "share_at_ceiling": 0.31,
                    "words": "31 of 100 ratings are at the top of the scale: the alliance of those clients is known less well."},
        "ranking": ranking(),
        "verdict": {"largest": "alliance", "words": "Of the factors recorded here, alliance goes with staying most: 65 against 51 of 100 stayed."},
        "sensitivity": sensitivity(),
        "claims": claims(),
        "bend": bend(),
        "pressure": pressure(),
        "comparisons": comparisons(),
        "forecasts": [forecast(1041, 0.62, "in care"), forecast(1107, 0.88, "in care"),
                      forecast(1120, 0.41, "gone quiet", {"days_since_contact": 19, "probability_left": 0.44, "low": 0.31, "high": 0.58})],
        "parameters": parameters(),
        "checks": checks(),
        "model": {
            "definition": LOSS, "grid": "week", "n": 1032, "clients": 1000, "periods": 16220, "events": {"left": 417, "agreed": 222},
            "digest": "sha256:5b1f0e6a94c1d2e7", "version": "0.1.0", "seed": 20260630, "specification": SPECIFICATION,
            "ratings": {"read": "cut_off", "words": "As cut off at the ends of their scale."},
            "diagnostics": {"pareto_k": 0.31, "trusted": True, "iterations": 14, "converged": True, "chains": None},
            "prior_words": "Every factor starts from the same prior, centred on no difference.",
            "forecast": {
                "ratings": ["alliance", "distress"], "left_out": [], "pareto_k": 0.41, "trusted": True,
                "words": "Ratings of alliance, distress, beside attendance and all else that is known.",
            },
            "together": {
                "ratings": ["alliance", "distress"], "counted": ["attended", "answered"], "n": 946, "pareto_k": 0.44,
                "trusted": True, "words": "Ratings of alliance, distress; sessions attended; check-ins answered.",
            },
            "beside": [
                {"fit": name, "words": words, "pareto_k": k, "trusted": True}
                for name, words, k in (
                    ("windows", "Early, middle and late", 0.38), ("fading_2_weeks", "Pressure whose start lasts 2 weeks", 0.33),
                    ("fading_8_weeks", "Pressure whose start lasts 8 weeks", 0.35),
                    ("bend", "The alliance from low to high", 0.52),
                )
            ],
        },
        "validation": validation(),
        "cannot_say": {"staying": "This curve describes clients who came at least once. It cannot say what would have happened elsewhere."},
    }  # fmt: skip


def edited(**changes: Any) -> Document:
    document = full()
    document.update(copy.deepcopy(changes))
    return document
