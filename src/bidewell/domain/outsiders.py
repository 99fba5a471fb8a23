"""Outsiders who ask about a client, and what they are told. The default is to refuse."""

from enum import StrEnum


class Asker(StrEnum):
    """Who asked."""

    COURT = "court"
    PROBATION = "probation"
    FAMILY = "family"
    PAYER = "payer"
    EMPLOYER = "employer"
    OTHER = "other"


class RequestAnswer(StrEnum):
    """What was said. Ratings, alliance, motivation and forecasts are never part of it, so there is no such answer."""

    REFUSED = "refused"
    ATTENDANCE_ONLY = "attendance_only"  # attendance and status, on the client's written consent
    REFERRED_TO_COUNSEL = "referred_to_counsel"  # an order of a judge, for example
