"""A few invented rows: the example that `bidewell init` writes and the manual shows."""

from collections.abc import Mapping

Rows = tuple[Mapping[str, str], ...]

EPISODES: Rows = (
    {
        "episode": "E1", "client": "C1", "site": "North", "level_of_care": "outpatient", "payer": "Medicaid",
        "referral_source": "court", "referred_on": "2026-01-05", "first_offered_on": "2026-01-09",
        "start": "2026-01-12", "end": "2026-03-20", "ending": "left", "ending_judged_by": "counselor",
        "prior_episodes": "1", "planned_interval_days": "7",
    },
    {
        "episode": "E2", "client": "C2", "site": "North", "level_of_care": "outpatient", "payer": "private",
        "referral_source": "self", "referred_on": "2026-02-02", "first_offered_on": "2026-02-03",
        "start": "2026-02-03", "prior_episodes": "0", "planned_interval_days": "7",
    },
    {
        "episode": "E3", "client": "C3", "site": "South", "referral_source": "family", "referred_on": "2026-03-01",
    },
)  # fmt: skip

SESSIONS: Rows = (
    {
        "session": "S1", "episode": "E1", "scheduled_at": "2026-01-12T10:00-05:00", "status": "attended",
        "staff": "T1", "modality": "in_person", "planned_interval_days": "7",
    },
    {
        "session": "S2", "episode": "E1", "scheduled_at": "2026-01-19T10:00-05:00", "status": "no_show",
        "staff": "T1", "modality": "in_person", "reason": "transport",
    },
    {
        "session": "S3", "episode": "E2", "scheduled_at": "2026-02-03T14:30-05:00", "status": "attended",
        "staff": "T1|T2", "group": "Tuesday", "modality": "telehealth",
    },
    {
        "session": "S4", "episode": "E2", "scheduled_at": "2026-06-23T14:30-04:00", "status": "attended",
        "staff": "T1", "modality": "in_person",
    },
)  # fmt: skip

CHECKINS: Rows = (
    {
        "checkin": "K1", "episode": "E1", "session": "S1", "at": "2026-01-12T10:55-05:00", "rater": "client",
        "instrument": "alliance", "version": "1", "mode": "phone", "status": "answered", "item": "bond", "value": "4",
    },
    {
        "checkin": "K1", "episode": "E1", "session": "S1", "at": "2026-01-12T10:55-05:00", "rater": "client",
        "instrument": "alliance", "version": "1", "mode": "phone", "status": "answered", "item": "total",
        "value": "3.8",
    },
    {
        "checkin": "K2", "episode": "E2", "session": "S3", "at": "2026-02-03T15:30-05:00", "rater": "client",
        "instrument": "alliance", "version": "1", "mode": "kiosk", "status": "declined",
    },
)  # fmt: skip

ASSIGNMENTS: Rows = (
    {"episode": "E1", "therapist": "T1", "from": "2026-01-12", "to": "2026-03-20"},
    {"episode": "E2", "therapist": "T1", "from": "2026-02-03"},
)

FACTORS: Rows = (
    {"episode": "E1", "name": "travel_minutes", "value": "35"},
    {"episode": "E1", "name": "court_order", "value": "probation", "from": "2025-12-20", "to": "2026-06-20"},
    {"episode": "E1", "name": "motivation", "value": "3.2", "reliability": "0.8"},
    {"episode": "E2", "name": "ride_support", "value": "used", "from": "2026-02-03"},
)

EXAMPLE: Mapping[str, Rows] = {
    "episodes": EPISODES,
    "sessions": SESSIONS,
    "checkins": CHECKINS,
    "assignments": ASSIGNMENTS,
    "factors": FACTORS,
}
