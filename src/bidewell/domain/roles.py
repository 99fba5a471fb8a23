"""What people of a program do there. One person may have several roles, in one or in several programs."""

from enum import StrEnum


class Role(StrEnum):
    """A role in a program. What each may see or change is decided in `records.access` and nowhere else."""

    THERAPIST = "therapist"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    FRONT_DESK = "front_desk"
    DATA_MANAGER = "data_manager"
    ADMINISTRATOR = "administrator"
