"""What the client page says of a change from the first score to the latest: beyond chance or not, and of which sample."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from bidewell.domain.sessions import CheckInStatus, Rater
from bidewell.domain.sharing import Sharing
from bidewell.instruments.reliable_change import reliable_change_index
from bidewell.instruments.scale import Sample
from bidewell.records.models import Answer, CheckIn, Episode, InstrumentVersion, Person
from tests.clinic.cast import NOW, Browsing, Cast
from tests.clinic.check_ins import OWN, own_instrument

SAMPLE = {"name": "Two clinics", "n": 240, "sd": 1.0, "reliability": 0.84, "source": "made up"}
HEADING = "From the first score to the latest"
# 1.96 * sqrt(2) * 1.0 * sqrt(0.16): the score must move by more than 1.1.
BETTER, WORSE, CHANCE = (
    "That is better by more than chance.",
    "That is worse by more than chance.",
    "Chance alone can make this difference.",
)


pytestmark = pytest.mark.usefixtures("at_ten")


def instrument(cast: Cast, **of_scale: Any) -> InstrumentVersion:
    """Lower is better on it."""
    return own_instrument(cast, scales=[{**OWN["scales"][0], "samples": [SAMPLE], **of_scale}])


def scored(
    cast: Cast,
    version: InstrumentVersion,
    value: float,
    ago: int,
    sharing: Sharing = Sharing.THERAPIST,
    of: Episode | None = None,
) -> CheckIn:
    at = NOW - timedelta(days=ago)
    check_in = CheckIn.objects.create(
        program=cast.program, episode=of or cast.episode, key=f"K-{version.pk}-{ago}", instrument=version,
        rater=Rater.CLIENT, status=CheckInStatus.ANSWERED, at=at, answered_at=at, sharing=sharing,
    )  # fmt: skip
    Answer.objects.create(check_in=check_in, item="total", value=value, is_score=True)
    return check_in


def page(cast: Cast, browsing: Browsing, who: Person | None = None) -> str:
    return browsing(who or cast.thea).get(reverse("client", args=[cast.episode.ref])).content.decode()


@pytest.mark.parametrize("first, latest, words", [(5, 2, BETTER), (2, 5, WORSE), (3, 2, CHANCE), (3, 3, CHANCE)])
def test_the_change_is_told_with_its_sample_and_how_many_it_held(
    cast: Cast, browsing: Browsing, first: float, latest: float, words: str
) -> None:
    version = instrument(cast)
    scored(cast, version, latest, ago=1)
    scored(cast, version, 6, ago=10)
    scored(cast, version, first, ago=20)
    told = page(cast, browsing)
    assert [one for one in (BETTER, WORSE, CHANCE) if one in told] == [words]
    assert f"{first:.1f} on 12 Feb 2026, {latest:.1f} on 3 Mar 2026." in told
    far = reliable_change_index(Sample(**SAMPLE))
    assert (
        f"3 scores. In 5 of 100 people who have not changed, chance alone makes a difference of more than {far:.1f}"
        in told
    )
    assert "“Two clinics” (n = 240)" in told


def test_in_spanish_too(cast: Cast, browsing: Browsing) -> None:
    version = instrument(cast)
    scored(cast, version, 5, ago=20)
    scored(cast, version, 1, ago=1)
    cast.thea.language = "es"
    cast.thea.save()
    told = page(cast, browsing)
    assert "Es una mejora mayor que la del azar." in told and "según la muestra «Two clinics» (n = 240)" in told


def test_without_a_sample_or_a_better_end_nothing_is_said(cast: Cast, browsing: Browsing) -> None:
    version = own_instrument(cast)
    scored(cast, version, 5, ago=20)
    scored(cast, version, 1, ago=1)
    assert HEADING not in page(cast, browsing)
    version.definition = {**OWN, "scales": [{**OWN["scales"][0], "samples": [SAMPLE], "better": "neither"}]}
    version.save()
    assert HEADING not in page(cast, browsing)


def test_one_score_is_no_change(cast: Cast, browsing: Browsing) -> None:
    scored(cast, instrument(cast), 5, ago=1)
    assert HEADING not in page(cast, browsing)


def test_scores_of_two_versions_are_never_compared(cast: Cast, browsing: Browsing) -> None:
    first = instrument(cast)
    second = InstrumentVersion.objects.create(
        program=cast.program, code="own", version="2", rater="client", definition={**first.definition, "version": "2"}
    )
    scored(cast, first, 5, ago=20)
    scored(cast, second, 1, ago=1)
    assert HEADING not in page(cast, browsing)


@pytest.mark.parametrize("sharing", [Sharing.SUPERVISOR, Sharing.COUNTED])
def test_what_is_kept_from_the_therapist_is_no_part_of_it_for_anybody(
    cast: Cast, browsing: Browsing, sharing: Sharing
) -> None:
    version = instrument(cast)
    scored(cast, version, 5, ago=20)
    scored(cast, version, 1, ago=1, sharing=sharing)
    for who in (cast.thea, cast.sam):
        assert HEADING not in page(cast, browsing, who)


def test_an_answer_that_bears_the_scales_name_without_being_scored_here_does_not_count(
    cast: Cast, browsing: Browsing
) -> None:
    version = instrument(cast)
    scored(cast, version, 5, ago=20)
    Answer.objects.filter(check_in=scored(cast, version, 1, ago=1)).update(is_score=False)
    assert HEADING not in page(cast, browsing)
