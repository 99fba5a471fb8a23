"""When a program's clients may be written to: not in the quiet hours of the program's own zone."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bidewell.records.models import Program


def next_allowed(program: Program, at: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into."""
    local = at.astimezone(ZoneInfo(program.time_zone))
    if not _is_quiet(local.time(), program.quiet_from, program.quiet_to):
        return at
    morning = datetime.combine(local.date(), program.quiet_to, local.tzinfo)
    return (morning if morning > local else morning + timedelta(days=1)).astimezone(at.tzinfo)


def _is_quiet(now: time, begin: time, end: time) -> bool:
    """The hours may pass midnight; where both ends are the same, there are none."""
    return begin <= now < end if begin <= end else now >= begin or now < end
