import pytest

from bidewell.factors.on_the_path import is_on_the_path
from bidewell.factors.table import named_factor


@pytest.mark.parametrize(
    ("name", "kind", "is_so"),
    [
        ("motivation", "numeric", True),
        ("external_motivation", "numeric", True),
        ("engagement", "numeric", True),
        ("intention_to_stay", "numeric", True),
        ("attendance_ratio", "numeric", True),
        ("No-Shows last month", "numeric", True),
        ("readiness_to_change", "category", True),
        ("compromiso_con_el_tratamiento", "numeric", True),
        ("observer_alliance", "numeric", True),
        ("distress", "numeric", False),
        ("travel_minutes", "numeric", False),
        ("unintentional_injury", "binary", False),
        ("no_phone", "binary", False),
        ("attendance_order", "pressure", False),
    ],
)
def test_what_may_follow_from_the_alliance_is_known_by_its_words(name: str, kind: str, is_so: bool) -> None:
    assert is_on_the_path(named_factor(name, kind)) == is_so
