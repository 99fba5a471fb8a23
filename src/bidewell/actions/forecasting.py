"""Forecasts kept fresh: whoever is marked as stale is forecast anew, with the program's fit in use.

The filter's state is kept beside each forecast, so that the next one takes in only what is new. It saves work and
nothing else: with or without it the forecast is the same.
The library is imported when it is called: the web process asks for none of this, and no compiler is ever loaded here.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from bidewell.actions import snapshots
from bidewell.actions.jobs.running import place_of
from bidewell.domain.settings import RatingSource, rating_source
from bidewell.domain.time import program_day
from bidewell.progress import Progress
from bidewell.records.models import Episode, Fit, Forecast, Job, Program, Snapshot
from bidewell.records.models.fit import WhyNot
from bidewell.records.one_person import of_persons, person_at

if TYPE_CHECKING:
    from bidewell.analysis.forecasting.forecast import Forecast as ClientForecast
    from bidewell.analysis.forecasting.forecasts import Foreseen
    from bidewell.analysis.forecasting.saved_program import SavedProgram

logger = logging.getLogger(__name__)

AT_ONCE, STORED_AT_ONCE = 200, 10
FITS_KEPT = 4
LANGUAGES = ("en", "es")
MONTH_DAYS = 30
# The last digits depend on how many clients are computed together; nobody reads them.
DECIMALS = 6


class Made(NamedTuple):
    """A forecast, and where the filter stood for it."""

    forecast: Forecast
    filter_state: dict[str, Any]


def freshen(at: datetime, limit: int = AT_ONCE) -> int:
    """Forecast up to `limit` episodes that something has happened to, the latest first. Returns how many there were.

    A check-in never waits behind a whole program that a new fit or a new day has marked.
    """
    marked = Snapshot.objects.filter(stale_since__isnull=False).order_by("-stale_since", "pk")
    by_program: dict[int, list[Snapshot]] = defaultdict(list)
    stale = list(marked.select_related("episode__program")[:limit])
    for snapshot in stale:
        by_program[snapshot.episode.program_id].append(snapshot)
    for snapshots_of_program in by_program.values():
        _freshen_or_one_by_one(snapshots_of_program, at)
    return len(stale)


def get_ready() -> None:
    """Load what the first forecast would otherwise wait for: the library, and the fits in use."""
    import bidewell.analysis.forecasting.forecasts
    import bidewell.records.frames  # noqa: F401  # imported to be ready, not to be used

    in_use = Fit.objects.filter(is_in_use=True).defer("artefact", "document")
    for fit in in_use.order_by("-made_at")[:FITS_KEPT]:
        with _as_none_where_it_does_not_hold(fit):
            saved_program(fit.ref)


def begin_day(job: Job, progress: Progress, at: datetime) -> None:
    """A new day in a program: days without contact have grown, and so all of its open episodes are forecast anew."""
    open_episodes = Snapshot.objects.filter(episode__program=job.program, is_open=True)
    snapshots.touch(open_episodes.values_list("pk", flat=True), at=at, is_news=False)


def mark_all_stale(program: Program, *, at: datetime) -> None:
    """Another fit is in use: every open episode of the program is forecast with it. Call it inside a transaction."""
    of_program = Episode.objects.filter(program=program).values("pk")
    open_episodes = Snapshot.objects.filter(episode__in=of_program, is_open=True)
    # Held in the order in which forecasts are stored: nobody waits in a circle.
    list(open_episodes.select_for_update().order_by("pk").values_list("pk", flat=True))
    open_episodes.update(stale_since=snapshots.later_mark(at))


def _freshen_or_one_by_one(stale: list[Snapshot], at: datetime) -> None:
    """One client that cannot be forecast holds up nobody else, and is then shown without a forecast.

    An earlier forecast would pass for one of today. The next change or day tries again. Where the database is away, or
    the machine has no room left, nothing is wrong with a client: the marks stay, and so do the forecasts.
    """
    try:
        _freshen(stale[0].episode.program, stale, at)
    except (OperationalError, InterfaceError, OSError, MemoryError):
        raise
    except Exception as error:  # one client must not hold up the others; the place is logged
        if len(stale) > 1:
            for one in stale:
                _freshen_or_one_by_one([one], at)
            return
        logger.error("a forecast met %s", place_of(error), exc_info=error)
        _store({}, {stale[0].pk: stale[0].stale_since})


def _freshen(program: Program, stale: list[Snapshot], at: datetime) -> None:
    fit = Fit.objects.filter(program=program, is_in_use=True).defer("artefact", "document").first()
    only_marked = [one for one in stale if one.stale_since is not None and one.refreshed_at < one.stale_since]
    snapshots.refresh(only_marked, at=at)
    kept = {snapshot.pk: snapshot.filter_state for snapshot in stale if snapshot.is_open}
    made: dict[int, Made] = {}
    if fit is not None and kept:
        with _as_none_where_it_does_not_hold(fit):
            made = _forecasts(fit, kept, program_day(at, program.time_zone), at)
            _say_whether_it_counts(fit, "")
    for begin in range(0, len(stale), STORED_AT_ONCE):
        _store(made, {one.pk: one.stale_since for one in stale[begin : begin + STORED_AT_ONCE]})


@contextmanager
def _as_none_where_it_does_not_hold(fit: Fit) -> Iterator[None]:
    """A fit of an earlier form, or of ratings on another scale, counts as none until the night's; pages say so."""
    from bidewell.analysis.forecasting.scales import OtherScale
    from bidewell.engine.fitted import ModelUnreadable

    try:
        yield
    except (ModelUnreadable, OtherScale) as refused:
        logger.warning("no forecasts with the fit %s: %s", fit.ref, refused)
        _say_whether_it_counts(fit, WhyNot.OTHER_SCALE if isinstance(refused, OtherScale) else WhyNot.EARLIER_FORM)


def _say_whether_it_counts(fit: Fit, why_not: str) -> None:
    if fit.counts_as_none != why_not:
        Fit.objects.filter(pk=fit.pk).update(counts_as_none=why_not)


@transaction.atomic
def _store(made: Mapping[int, Made], seen: Mapping[int, datetime | None]) -> None:
    """Keep the forecasts of these snapshots and point to them: few at a time, so that a check-in waits briefly.

    Whoever was marked again in the meantime stays marked. Whose mark is gone was forecast by another worker, from
    records at least as new as ours.
    """
    held = Snapshot.objects.select_for_update().filter(pk__in=list(seen), stale_since__isnull=False).order_by("pk")
    waiting = list(held)
    stored = {one.pk: made[one.pk] for one in waiting if one.pk in made}
    Forecast.objects.bulk_create(one.forecast for one in stored.values())
    for snapshot in waiting:
        ours = stored.get(snapshot.pk)
        snapshot.forecast = ours.forecast if ours else None
        snapshot.filter_state = ours.filter_state if ours else None
        if snapshot.stale_since == seen[snapshot.pk]:
            snapshot.stale_since = None
    snapshots.write(waiting, ["forecast", "filter_state", "stale_since"])


def _forecasts(fit: Fit, kept: Mapping[int, Mapping[str, Any] | None], day: date, at: datetime) -> dict[int, Made]:
    """A forecast for each of these episodes that is in care under the fit's definition. `kept`: their filter states."""
    from bidewell.analysis.forecasting.forecasts import foresee
    from bidewell.analysis.forecasting.own_band import usual_spread
    from bidewell.records.frames import program_records

    saved = saved_program(fit.ref)
    related = _episodes_of_their_clients(kept)
    records = program_records(fit.program, as_of=day, episodes=related, only_shared_with_therapist=True)
    asked_for = dict(Episode.objects.filter(pk__in=list(kept)).values_list("key", "pk"))
    seen = foresee(records, saved, kept={key: state for key, one in asked_for.items() if (state := kept[one])})
    if seen is None:
        return {}
    scale = _scale(rating_source(records.settings.instruments))
    rows = zip(seen.kept().items(), _columns(seen, {"spread": usual_spread(saved), "scale": scale}), strict=True)
    return {
        asked_for[key]: Made(Forecast(episode_id=asked_for[key], fit=fit, as_of=day, made_at=at, **columns), state)
        for (key, state), columns in rows
        if key in asked_for
    }


def _episodes_of_their_clients(ids: Iterable[int]) -> dict[int, str]:
    """What came before counts: all episodes of the same clients, and of those merged into them."""
    persons = set(Episode.objects.filter(pk__in=ids).values_list(person_at("client"), flat=True))
    return dict(Episode.objects.filter(of_persons(persons)).values_list("pk", "key"))


def _scale(rating: RatingSource | None) -> list[float] | None:
    return [rating.minimum, rating.maximum] if rating else None


def _columns(seen: "Foreseen", of_ratings: dict[str, Any]) -> list[dict[str, Any]]:
    told = [seen.told(language) for language in LANGUAGES]
    columns = []
    for state, *in_languages in zip(seen.states(), *told, strict=True):
        month = next(chance for chance in in_languages[0].chances if chance.horizon_days == MONTH_DAYS)
        documents = {code: _document(one) for code, one in zip(LANGUAGES, in_languages, strict=True)}
        columns.append(
            {
                "stayed": round(month.probability, DECIMALS),
                "low": round(month.low, DECIMALS),
                "high": round(month.high, DECIMALS),
                "typical": round(in_languages[0].typical, DECIMALS),
                "state": state,
                "document": documents | of_ratings,
            }
        )
    return columns


def _document(forecast: "ClientForecast") -> dict[str, Any]:
    """The entry of the report's document without ids, its numbers as they are kept."""
    entry = forecast.as_document()
    return {name: _rounded(value) for name, value in entry.items() if name not in ("episode", "client")}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return value


@lru_cache(maxsize=FITS_KEPT)
def saved_program(fit: UUID) -> "SavedProgram":
    """The program a fit holds, read once a process. A fit never changes."""
    from bidewell.exchange.saved_model import from_archive

    return from_archive(bytes(Fit.objects.values_list("artefact", flat=True).get(ref=fit)))
