"""Which answers are ratings: those to the item that stands for the program's rating instrument."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from bidewell.domain.settings import RatingSource, rating_source
from bidewell.records.models import InstrumentVersion


def are_ratings(programs: Any) -> Q:
    """Answers that are ratings in their program: of the rating instrument, in its version or in none. One query."""
    by_program: dict[int, list[InstrumentVersion]] = {}
    for version in InstrumentVersion.objects.filter(program__in=programs).order_by("program", "place", "pk"):
        by_program.setdefault(version.program_id, []).append(version)
    found = Q(pk__in=[])
    for versions in by_program.values():
        chosen = rating_among(versions)
        if chosen is not None:
            found |= _answers_to(chosen, versions)
    return found


def rating_among(versions: Iterable[InstrumentVersion]) -> RatingSource | None:
    """The rating instrument of one program, by the rule the engine uses."""
    return rating_source(_described(version) for version in versions if version.place is not None)


def _answers_to(chosen: RatingSource, versions: list[InstrumentVersion]) -> Q:
    same = [
        one.pk
        for one in versions
        if (one.code, one.rater) == (chosen.name, chosen.rater) and one.version in ("", chosen.version)
    ]
    return Q(check_in__instrument__in=same, item=chosen.item)


def _described(version: InstrumentVersion) -> RatingSource:
    return RatingSource(
        name=version.code,
        role=version.role,
        rater=version.rater,
        version=version.version,
        item=version.item,
        minimum=version.minimum or 0.0,
        maximum=version.maximum or 0.0,
    )
