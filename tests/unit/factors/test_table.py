import pytest

from bidewell.factors.factor import GROUPS
from bidewell.factors.kinds import KINDS, inferred_kind
from bidewell.factors.table import FACTORS, named_factor


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["0", "1"], "binary"),
        (["Yes", "no"], "binary"),
        (["sí", "no"], "binary"),
        (["1", "2", "3.5"], "numeric"),
        (["-4e2", "0"], "numeric"),
        (["offered", "Used"], "ride"),
        (["used", "none", "accepted"], "ride"),
        (["North", "South"], "category"),
        (["1", "two"], "category"),
    ],
)
def test_the_kind_of_a_programs_own_factor_follows_from_its_values(values, kind):
    assert inferred_kind(values) == kind


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: factor.name)
def test_every_row_of_the_table_has_words_in_both_languages_a_known_group_and_a_source(factor):
    assert set(factor.words) == set(factor.contrast) == {"en", "es"}
    assert factor.group in GROUPS
    assert factor.kind in KINDS
    assert factor.source
    assert factor.prior_sd > 0


def test_outside_pressure_has_no_leaning_in_its_prior():
    assert {factor.prior_mean for factor in FACTORS if factor.kind == "pressure"} == {0.0}


def test_a_name_the_table_does_not_have_gets_a_neutral_row():
    factor = named_factor("housing_status", "category")
    assert (factor.words["en"], factor.group, factor.prior_mean, factor.prior_sd) == (
        "housing status",
        "other",
        0.0,
        0.35,
    )


@pytest.mark.parametrize("name", ["ride_support", "bus_pass"])
def test_a_ride_used_is_said_to_be_compared_with_none_offered(name):
    contrast = named_factor(name, "ride").contrast
    assert contrast["en"].startswith("used against none offered")
    assert contrast["es"].startswith("usado frente a ninguno ofrecido")


def test_a_named_factor_recorded_as_another_kind_keeps_its_group_and_loses_its_prior():
    factor = named_factor("travel_minutes", "category")
    assert (factor.group, factor.prior_mean, factor.transform) == ("access", 0.0, "identity")
