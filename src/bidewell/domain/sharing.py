"""Who may see the answers of one check-in: the client's choice, made before the first question."""

from enum import StrEnum


class Sharing(StrEnum):
    """From most to least seen. Whatever is chosen, answers are never given to a court, probation or a payer."""

    THERAPIST = "therapist"
    SUPERVISOR = "supervisor"
    COUNTED = "counted"
