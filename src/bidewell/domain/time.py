"""The rules of time: program-local days, weeks since admission, calendar quarters. Nothing here reads a clock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS_PER_WEEK = 7


def program_day(at: datetime, time_zone: str) -> date:
    """The program's own calendar day of a moment. A naive moment is already in the program's zone."""
    return at.date() if at.tzinfo is None else at.astimezone(ZoneInfo(time_zone)).date()


def week_since(start: date, day: date) -> int:
    """Whole weeks since admission; the admission day itself is in week 0, days before it are in negative weeks."""
    return (day - start).days // DAYS_PER_WEEK


def first_day_of_week(start: date, week: int) -> date:
    """The first day of a week since admission."""
    return start + timedelta(days=DAYS_PER_WEEK * week)


def quarter_of(day: date) -> str:
    """Calendar quarter, as in 2025Q3."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"
