"""Factors and orders entered by hand: record, correct, end. Of an order only its kind, from and to are kept."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.refusals import Refused
from bidewell.actions.saving import save_unless_changed
from bidewell.actions.snapshots import touch
from bidewell.factors.entry import value_as_entered
from bidewell.records.models import Episode, Factor, Person


@dataclass(frozen=True)
class FactorFacts:
    """A value over a stretch of days. No first day: known before treatment; no last day: still so."""

    value: str
    from_day: date | None = None
    to_day: date | None = None


def record_factor(
    episode: Episode, name: str, facts: FactorFacts, *, version: int, by: Person | None, at: datetime
) -> Factor:
    """Add a factor. One of the same name that still runs ends the day before, where the new one has a first day."""
    with transaction.atomic():
        save_unless_changed(episode, [], version)
        value = _checked(episode, name, facts)
        _end_former(episode, name, facts, by=by, at=at)
        factor = Factor.objects.create(
            episode=episode, name=name, value=value, from_day=facts.from_day, to_day=facts.to_day, recorded_at=at,
            recorded_by=by,
        )  # fmt: skip
        auditing.note("factor_recorded", factor, by=by, at=at, program=episode.program, name=name)
        touch([episode.pk], at=at)
    return factor


def correct_factor(factor: Factor, facts: FactorFacts, *, version: int, by: Person | None, at: datetime) -> None:
    """What was entered was wrong. The version is the episode's: two people correcting it are told."""
    with transaction.atomic():
        save_unless_changed(factor.episode, [], version)
        before = {"value": factor.value, "from": _iso(factor.from_day), "to": _iso(factor.to_day)}
        factor.value = _checked(factor.episode, factor.name, facts, apart_from=factor)
        factor.from_day, factor.to_day = facts.from_day, facts.to_day
        factor.save(update_fields=["value", "from_day", "to_day"])
        auditing.note("factor_corrected", factor, by=by, at=at, program=factor.episode.program, before=before)
        touch([factor.episode_id], at=at)


def end_factor(factor: Factor, on: date, *, version: int, by: Person | None, at: datetime) -> None:
    """It held, or will hold, up to this day."""
    correct_factor(factor, FactorFacts(factor.value, factor.from_day, on), version=version, by=by, at=at)


def _checked(episode: Episode, name: str, facts: FactorFacts, apart_from: Factor | None = None) -> str:
    if facts.from_day is not None and facts.to_day is not None and facts.to_day < facts.from_day:
        raise Refused(_("The last day lies before the first."))
    # What came with imported records may stay as it is where only the days are corrected.
    if apart_from is not None and facts.value == apart_from.value:
        return facts.value
    value = value_as_entered(name, facts.value, episode.program.factor_kinds)
    if value is None:
        raise Refused(_("This value cannot be entered for this factor."))
    return value


def _end_former(episode: Episode, name: str, facts: FactorFacts, *, by: Person | None, at: datetime) -> None:
    if facts.from_day is None:
        return
    for former in episode.factors.filter(name=name, to_day=None):
        if former.from_day is None or former.from_day < facts.from_day:
            former.to_day = date.fromordinal(facts.from_day.toordinal() - 1)
            former.save(update_fields=["to_day"])
            auditing.note("factor_ended", former, by=by, at=at, program=episode.program, on=_iso(former.to_day))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
