from dataclasses import replace

import pytest

from bidewell.instruments.definition_error import DefinitionError
from bidewell.instruments.item import Choice, Item
from bidewell.instruments.scale import Blanks, CutPoint, Sample, Side
from tests.unit.instruments.toy import MEAN, TOTAL, TOY, WEEK


def with_scale(scale):
    return lambda: replace(TOY, scales=(scale,), main_scale=None)


REFUSED = [
    ("code", lambda: replace(TOY, code=" ")),
    ("version", lambda: replace(TOY, version="")),
    ("minimum", lambda: replace(TOY, minimum=float("nan"))),
    ("maximum", lambda: replace(TOY, maximum=0)),
    ("items", lambda: replace(TOY, items=(), scales=(), main_scale=None)),
    ("items", lambda: replace(TOY, items=(*TOY.items, Item("1")))),
    ("items.6.safety_from", lambda: replace(TOY, items=(*TOY.items, Item("6", safety_from=5)))),
    ("choices", lambda: replace(TOY, choices=(Choice(0, {}), Choice(3, {})))),
    ("choices", lambda: replace(TOY, choices=(Choice(0, {}), Choice(4, {}), Choice(4, {})))),
    ("scales", lambda: replace(TOY, scales=(MEAN, MEAN))),
    ("main_scale", lambda: replace(TOY, main_scale="none")),
    ("scales.mean.items", with_scale(replace(MEAN, items=()))),
    ("scales.mean.items", with_scale(replace(MEAN, items=("1", "9")))),
    ("scales.mean.items", with_scale(replace(MEAN, items=("1", "1")))),
    ("scales.mean.most_missing", with_scale(replace(MEAN, most_missing=4))),
    ("scales.mean.most_missing", with_scale(replace(MEAN, most_missing=-1))),
    ("scales.mean.multiply", with_scale(replace(MEAN, multiply=0))),
    ("scales.mean.maximum", with_scale(replace(MEAN, maximum=4))),
    ("scales.week.minimum", with_scale(replace(WEEK, minimum=1))),
    ("scales.total.parts", with_scale(TOTAL)),
    ("scales.total.parts", lambda: replace(TOY, scales=(WEEK, replace(TOTAL, parts=("week",))), main_scale=None)),
    ("scales.total.blanks", lambda: replace(TOY, scales=(*TOY.scales[:2], replace(TOTAL, blanks=Blanks.PRORATE)))),
]


@pytest.mark.parametrize(("field", "make"), REFUSED)
def test_a_definition_that_contradicts_itself_is_refused_by_field(field, make):
    with pytest.raises(DefinitionError) as refused:
        make()
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("source", ""), ("n", 1), ("sd", 0.0), ("reliability", 1.0), ("sd", float("nan"))],
)
def test_a_sample_without_what_makes_it_one_is_refused(field, value):
    sample = Sample("Two clinics", 240, 2.5, 0.84, "manual")
    with pytest.raises(DefinitionError) as refused:
        replace(sample, **{field: value})
    assert refused.value.field == field


def test_the_same_form_in_another_version_or_of_another_rater_has_another_key():
    assert len({TOY.key, replace(TOY, version="2").key, replace(TOY, rater="therapist").key}) == 3


def test_a_cut_point_belongs_to_its_own_side():
    low, high = CutPoint(28, Side.AT_MOST, {}), CutPoint(50, Side.AT_LEAST, {})
    scale = replace(MEAN, cut_points=(low, high))
    assert [scale.cut_points_reached(score) for score in (28, 28.1, 49.9, 50)] == [(low,), (), (), (high,)]
