"""The therapist's own side of the check-in: the same items about the same client, never averaged with the client's."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from bidewell.actions import auditing
from bidewell.actions.check_ins.codes import new_code
from bidewell.actions.saving import hold_episodes
from bidewell.domain.sessions import CheckInStatus, Rater
from bidewell.instruments.bidewell_checkin_therapist import BIDEWELL_CHECKIN_THERAPIST
from bidewell.instruments.scoring import score
from bidewell.records.models import Answer, CheckIn, Episode, InstrumentVersion, Person, Program

A_DAY = timedelta(days=1)


@transaction.atomic
def rate_client(episode: Episode, answers: Mapping[str, int], *, by: Person, at: datetime) -> CheckIn:
    """Keep a therapist's own rating. A second one on the same day corrects the first."""
    hold_episodes([episode.pk])
    check_in = _of_today(episode, by, at) or _new(episode, by, at)
    check_in.at = check_in.answered_at = at
    check_in.items = list(answers)
    check_in.save()
    check_in.answers.all().delete()
    found = [one for one in score(BIDEWELL_CHECKIN_THERAPIST, answers).scores if one.value is not None]
    Answer.objects.bulk_create(
        [
            *(Answer(check_in=check_in, item=item, value=value, answered_at=at) for item, value in answers.items()),
            *(Answer(check_in=check_in, item=one.scale, value=one.value, is_score=True) for one in found),
        ]
    )
    auditing.note("client_rated", check_in, by=by, at=at, program=episode.program)
    return check_in


def own_rating_of_today(episode: Episode, by: Person, at: datetime) -> dict[str, int]:
    """What this therapist answered today, to be corrected."""
    check_in = _of_today(episode, by, at)
    if check_in is None:
        return {}
    given = check_in.answers.filter(is_score=False, value__isnull=False)
    return {item: int(value or 0) for item, value in given.values_list("item", "value")}


def _of_today(episode: Episode, by: Person, at: datetime) -> CheckIn | None:
    midnight = at.astimezone(ZoneInfo(episode.program.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    ours = BIDEWELL_CHECKIN_THERAPIST
    own = CheckIn.objects.filter(episode=episode, answered_by=by, instrument__code=ours.code, rater=Rater.THERAPIST)
    return own.filter(at__gte=midnight, at__lt=midnight + A_DAY).first()


def _new(episode: Episode, by: Person, at: datetime) -> CheckIn:
    return CheckIn(
        program=episode.program,
        episode=episode,
        key=new_code(),
        instrument=_instrument(episode.program),
        rater=Rater.THERAPIST,
        mode="page",
        status=CheckInStatus.ANSWERED,
        at=at,
        answered_by=by,
    )


def _instrument(program: Program) -> InstrumentVersion:
    """It has no place in program.toml: the engine's rating is the client's."""
    ours = BIDEWELL_CHECKIN_THERAPIST
    main = ours.scale(ours.main_scale or "")
    described = {"role": ours.role.value, "item": main.code, "minimum": main.minimum, "maximum": main.maximum}
    found, _ = InstrumentVersion.objects.get_or_create(
        program=program, code=ours.code, version=ours.version, rater=ours.rater, defaults=described
    )
    return found
