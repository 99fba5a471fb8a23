"""Whether a client's scores have moved by more than chance moves them, from the first to the latest.

It is said only of a scale that names a sample of people to hold the difference against; of any other nothing is said.
Scores can be compared where they were made here by one version's rules, of the client's own answers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bidewell.actions.instruments.definitions import is_described, without_additions
from bidewell.domain.sessions import Rater
from bidewell.domain.sharing import Sharing
from bidewell.instruments.reliable_change import Change, Verdict, reliable_change
from bidewell.instruments.scale import Better, Scale
from bidewell.records.models import Answer, InstrumentVersion
from bidewell.web.shared.spoken import in_language
from bidewell.web.therapist.numbers import rating_words
from bidewell.web.therapist.viewing import Viewing

VERDICT_WORDS: dict[Verdict, str | Promise] = {
    Verdict.RELIABLY_BETTER: _("That is better by more than chance."),
    Verdict.RELIABLY_WORSE: _("That is worse by more than chance."),
    Verdict.WITHIN_CHANCE: _("Chance alone can make this difference."),
}


class Key(NamedTuple):
    """One scale of one version, by which scores may be compared."""

    version: int
    scale: str


class Score(NamedTuple):
    """One score and the program's day it was made on."""

    day: date
    value: float

    @property
    def words(self) -> str:
        return rating_words(self.value)


@dataclass(frozen=True)
class Scored:
    """A scale with a sample, and the instrument it is of."""

    instrument: str
    scale: Scale


@dataclass(frozen=True)
class ScoreChange:
    """The first and the latest of a client's scores on one scale, held against one sample."""

    of: Scored
    scores: list[Score]
    change: Change

    @property
    def name(self) -> str:
        """The instrument, and the scale where it has another name."""
        names = dict.fromkeys((self.of.instrument, in_language(self.of.scale.names)))
        return ": ".join(name for name in names if name)

    @property
    def first(self) -> Score:
        return self.scores[0]

    @property
    def latest(self) -> Score:
        return self.scores[-1]

    @property
    def words(self) -> str | Promise:
        return VERDICT_WORDS[self.change.verdict]

    @property
    def chance_up_to(self) -> str:
        return rating_words(self.change.reliable_from)

    @property
    def beyond_of_100(self) -> int:
        """How many of 100 people who did not change chance alone takes further than that."""
        return round(100 * (1 - self.change.confidence))


def score_changes(seen: Viewing) -> list[ScoreChange]:
    """One entry a scale and sample. Costs one query, and a second one where some scale has a sample."""
    scales = dict(_scales_with_samples(seen.episode.program_id))
    return [
        ScoreChange(scales[key], scores, reliable_change(scales[key].scale, scores[0].value, scores[-1].value, sample))
        for key, scores in (_scores(seen, scales) if scales else {}).items()
        if len(scores) > 1
        for sample in scales[key].scale.samples
    ]


def _scales_with_samples(program_id: int) -> Iterator[tuple[Key, Scored]]:
    """Of a scale on which neither way is better nothing could be said."""
    for version in InstrumentVersion.objects.filter(program_id=program_id, rater=Rater.CLIENT).order_by("place", "pk"):
        if is_described(version):
            instrument = without_additions(version)
            for scale in instrument.scales:
                if scale.samples and scale.better is not Better.NEITHER:
                    yield Key(version.pk, scale.code), Scored(in_language(instrument.names), scale)


def _scores(seen: Viewing, scales: Collection[Key]) -> dict[Key, list[Score]]:
    """In time, by scale. What is not shared with the therapist counts for nobody, so that nobody can give it away."""
    answered = seen.answered().filter(sharing=Sharing.THERAPIST, instrument__in={key.version for key in scales})
    made = Answer.objects.filter(check_in__in=answered, is_score=True)
    rows = made.order_by("check_in__at", "pk").values_list("check_in__instrument", "item", "check_in__at", "value")
    zone = ZoneInfo(seen.episode.program.time_zone)
    by_scale: defaultdict[Key, list[Score]] = defaultdict(list)
    for version, scale, at, value in rows:
        if value is not None:
            by_scale[Key(version, scale)].append(Score(at.astimezone(zone).date(), value))
    return {key: by_scale[key] for key in scales if key in by_scale}
