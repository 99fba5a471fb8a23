import json
from datetime import date

import pytest

from bidewell.instruments.attested import attested
from bidewell.instruments.definition_error import DefinitionError
from bidewell.instruments.licence import LicenceStatus
from bidewell.instruments.safety import safety_items
from bidewell.instruments.scale import Side

TEXT = """{
    "code": "evening", "version": "2", "rater": "client", "role": "distress", "names": {"en": "Evening form"},
    "source": "the manual, page 4", "minimum": 0, "maximum": 3, "main_scale": "total",
    "licence": {"reference": "letter in our files", "verified_on": "2026-01-31"},
    "items": [{"code": "1", "wording": {"en": "How?"}}, {"code": "2", "reverse": true, "safety_from": 1}],
    "choices": [{"value": 0, "labels": {"en": "No"}}, {"value": 3, "labels": {"en": "Yes"}}],
    "scales": [{
        "code": "total", "names": {"en": "Total"}, "items": ["1", "2"], "method": "sum", "minimum": 0, "maximum": 6,
        "better": "lower", "cut_points": [{"value": 4, "side": "at_least", "words": {"en": "high"}}],
        "samples": [{"name": "Us", "n": 50, "sd": 2, "reliability": 0.8, "source": "our own records"}]
    }]
}"""


def definition():
    return json.loads(TEXT)


def test_json_of_a_program_becomes_an_instrument_it_answers_for():
    form = attested(definition())
    assert form.key == ("evening", "2", "client")
    assert (form.licence.status, form.licence.verified_on) == (LicenceStatus.ATTESTED, date(2026, 1, 31))
    assert form.scale("total").samples[0].name == "Us"
    assert form.scale("total").cut_points[0].side is Side.AT_LEAST
    assert safety_items(form, {"2": 3}) == ("2",)


WRONG = [
    ("code", "code", None),
    ("version", "version", 2),
    ("rater", "rater", "mother"),
    ("role", "role", ["distress"]),
    ("names", "names", "Evening form"),
    ("names", "names", {}),
    ("names.en", "names", {"en": " "}),
    ("minimum", "minimum", "0"),
    ("maximum", "maximum", True),
    ("maximum", "maximum", float("inf")),
    ("whole_numbers", "whole_numbers", "yes"),
    ("main_scale", "main_scale", "sum"),
    ("licence", "licence", None),
    ("licence.reference", "licence", {"verified_on": "2026-01-31"}),
    ("licence.verified_on", "licence", {"reference": "letter"}),
    ("licence.verified_on", "licence", {"reference": "letter", "verified_on": "31 January"}),
    ("licence.status", "licence", {"reference": "letter", "verified_on": "2026-01-31", "status": "own"}),
    ("items", "items", []),
    ("items", "items", {"code": "1"}),
    ("items.1", "items", ["1", "2"]),
    ("items.2.code", "items", [{"code": "1"}, {"reverse": True}]),
    ("items.2.reverse", "items", [{"code": "1"}, {"code": "2", "reverse": "yes"}]),
    ("items.1.reversed", "items", [{"code": "1", "reversed": True}]),
    ("choices.1.value", "choices", [{"value": "0", "labels": {"en": "No"}}]),
    ("choices.1.labels", "choices", [{"value": 0}]),
    ("scales", "scales", None),
    ("cutoff", "cutoff", 4),
]


@pytest.mark.parametrize(("field", "name", "value"), WRONG)
def test_a_wrong_field_is_named(field, name, value):
    with pytest.raises(DefinitionError) as refused:
        attested(definition() | {name: value})
    assert refused.value.field == field


WRONG_IN_SCALE = [
    ("scales.1.method", "method", "median"),
    ("scales.1.better", "better", None),
    ("scales.1.items.2", "items", ["1", 2]),
    ("scales.1.most_missing", "most_missing", 0.5),
    ("scales.1.blanks", "blanks", "zero"),
    ("scales.1.cut_points.1.side", "cut_points", [{"value": 4, "words": {"en": "high"}}]),
    ("scales.1.samples.1.name", "samples", [{"n": 5}]),
    ("scales.1.samples.1.sd", "samples", [{"name": "Us", "n": 5, "sd": 0, "reliability": 0.8, "source": "ours"}]),
    ("scales.total.maximum", "maximum", 27),
    ("scales.total.items", "items", ["1", "3"]),
]


@pytest.mark.parametrize(("field", "name", "value"), WRONG_IN_SCALE)
def test_a_wrong_field_of_a_scale_is_named(field, name, value):
    wrong = definition()
    wrong["scales"][0][name] = value
    with pytest.raises(DefinitionError) as refused:
        attested(wrong)
    assert refused.value.field == field


def test_what_is_not_a_table_is_refused():
    with pytest.raises(DefinitionError, match="a table is expected"):
        attested([])
