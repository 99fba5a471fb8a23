"""What a program says about itself, between its row in the database and `program.toml`."""

from datetime import date

from bidewell.domain.endings import Ending
from bidewell.domain.sessions import SessionStatus
from bidewell.domain.settings import ProgramSettings, RatingSource
from bidewell.records.models import InstrumentVersion, Program


def settings_of(program: Program, extract_date: date) -> ProgramSettings:
    """The settings of a program, its described instruments in their order."""
    return ProgramSettings(
        name=program.name,
        time_zone=program.time_zone,
        extract_date=extract_date,
        demo=program.is_demo,
        continuous_exposure=program.continuous_exposure,
        default_planned_interval_days=program.default_planned_interval_days,
        endings={code: Ending(ending) for code, ending in program.ending_codes.items()},
        statuses={code: SessionStatus(status) for code, status in program.status_codes.items()},
        instruments=tuple(_instruments(program)),
        factor_kinds=dict(program.factor_kinds),
    )


def _instruments(program: Program) -> list[RatingSource]:
    described = InstrumentVersion.objects.filter(
        program=program, place__isnull=False, minimum__isnull=False, maximum__isnull=False
    )
    columns = ("code", "role", "rater", "version", "item", "minimum", "maximum")
    return [RatingSource(*row) for row in described.order_by("place", "id").values_list(*columns)]
