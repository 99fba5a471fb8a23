"""What can happen to a scheduled session and to an offered check-in."""

from enum import StrEnum


class SessionStatus(StrEnum):
    """Status of a scheduled session. Only `attended` is a contact; calls, messages and bookings are not."""

    SCHEDULED = "scheduled"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    CANCELLED_BY_CLIENT = "cancelled_by_client"
    CANCELLED_BY_PROGRAM = "cancelled_by_program"


class Modality(StrEnum):
    """Where a session took place."""

    IN_PERSON = "in_person"
    TELEHEALTH = "telehealth"
    UNKNOWN = "unknown"


class CheckInStatus(StrEnum):
    """How far a check-in got."""

    OFFERED = "offered"
    SHOWN = "shown"
    ANSWERED = "answered"
    DECLINED = "declined"
    UNDELIVERED = "undelivered"


class Rater(StrEnum):
    """Who answered. Raters are never merged."""

    CLIENT = "client"
    THERAPIST = "therapist"
    OBSERVER = "observer"
