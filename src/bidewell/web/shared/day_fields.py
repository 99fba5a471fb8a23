"""Days and times in forms: as the browser's own pickers write them, within years a clinic can mean."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2100, 12, 31)
LARGEST_VERSION = 2**31 - 1


class DayField(forms.DateField):
    """A day as 2026-03-04, whatever the language of the page."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)
        self.validators += [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]


class TimeOfDayField(forms.TimeField):
    """A time of day as 14:30."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **options)


class VersionField(forms.IntegerField):
    """The version that was seen when the form was shown."""

    def __init__(self) -> None:
        super().__init__(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput)


def moment_of(day: date, at: time, time_zone: str) -> datetime:
    """A day and a time of day as a program's moment."""
    return datetime.combine(day, at, ZoneInfo(time_zone))


def day_or(text: str, default: date) -> date:
    """A day from an address; anything else is the default."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return default
    return day if FIRST_DAY <= day <= LAST_DAY else default


def on_the_clock(at: datetime, time_zone: str) -> datetime:
    """What the clocks of a program show at a moment: without a zone, so that a page does not convert it again."""
    return at.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
