"""Instruments of a program: adopted, defined, worded, offered; a version in use stays as it is."""

from collections.abc import Mapping
from typing import Any

import pytest

from bidewell.actions.instruments.adopting import adopt_instrument, offer_instrument, set_safety_items
from bidewell.actions.instruments.defining import change_definition, define_instrument
from bidewell.actions.instruments.definitions import DefinitionRefused, definition_of
from bidewell.actions.instruments.wording import Wording, load_text
from bidewell.actions.refusals import Refused
from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.instruments.bidewell_checkin_therapist import BIDEWELL_CHECKIN_THERAPIST
from bidewell.instruments.registry import instrument
from bidewell.instruments.safety import safety_items
from bidewell.records.models import AuditEvent, CheckIn, InstrumentVersion
from tests.clinic.cast import NOW, Cast

PHQ: dict[str, Any] = {
    "code": "evening", "version": "1", "rater": "client", "role": "distress", "names": {"en": "Evening form"},
    "source": "The form, page 2", "minimum": 0, "maximum": 3,
    "licence": {"reference": "Letter 7", "verified_on": "2026-01-31"},
    "items": [{"code": str(n), "wording": {"en": f"Question {n}"}, "safety_from": 1 if n == 3 else None} for n in (1, 2, 3)],
    "choices": [{"value": n, "labels": {"en": word}} for n, word in enumerate(("Never", "Some days", "Most days", "Daily"))],
    "scales": [{"code": "total", "names": {"en": "Total"}, "items": ["1", "2", "3"], "method": "sum", "minimum": 0,
                "maximum": 9, "better": "lower"}],
    "main_scale": "total",
}  # fmt: skip
CORE = instrument("core", "10", "client")


def changed(**values: Any) -> dict[str, Any]:
    return {**PHQ, **values}


def wording(cast: Cast, **values: Any) -> Wording:
    given: Mapping[str, Any] = {
        "language": "en", "items": {item.code: f"Words of {item.code}" for item in CORE.items},
        "choices": {float(n): f"Answer {n}" for n in range(5)}, "reference": "Contract 12", "is_attested": True, **values,
    }  # fmt: skip
    return Wording(**given)


def answered(version: InstrumentVersion, cast: Cast) -> None:
    CheckIn.objects.create(
        program=cast.program,
        episode=cast.episode,
        key="K1",
        instrument=version,
        rater="client",
        status="answered",
        at=NOW,
    )


def defined(cast: Cast) -> InstrumentVersion:
    return define_instrument(cast.program, PHQ, is_attested=True, by=cast.dana, at=NOW)


def test_a_shipped_one_is_adopted_once_and_described_as_the_records_want_it(cast: Cast) -> None:
    first = adopt_instrument(cast.program, BIDEWELL_CHECKIN, by=cast.dana, at=NOW)
    assert adopt_instrument(cast.program, BIDEWELL_CHECKIN, by=cast.dana, at=NOW) == first
    assert (first.item, first.minimum, first.maximum, first.role, first.place) == ("alliance", 1, 5, "alliance", 0)
    assert AuditEvent.objects.filter(what="instrument_adopted").count() == 1


def test_the_twin_of_another_rater_takes_no_place_in_the_records(cast: Cast) -> None:
    adopt_instrument(cast.program, BIDEWELL_CHECKIN_THERAPIST, by=cast.dana, at=NOW)
    assert adopt_instrument(cast.program, BIDEWELL_CHECKIN, by=cast.dana, at=NOW).place == 0
    assert list(InstrumentVersion.objects.filter(rater="therapist").values_list("place", flat=True)) == [None]


def test_one_that_records_brought_undescribed_is_described_by_adopting_it(cast: Cast) -> None:
    brought = InstrumentVersion.objects.create(program=cast.program, code="core", version="10", rater="client")
    assert adopt_instrument(cast.program, CORE, by=cast.dana, at=NOW).pk == brought.pk
    brought.refresh_from_db()
    assert brought.item == "clinical" and brought.maximum == 40


def test_a_definition_needs_the_programs_word(cast: Cast) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        define_instrument(cast.program, PHQ, is_attested=False, by=cast.dana, at=NOW)
    assert refused.value.field == "attested"
    assert not InstrumentVersion.objects.filter(code="evening").exists()


def test_a_definition_is_kept_with_who_said_so_and_when(cast: Cast) -> None:
    row = defined(cast)
    row.refresh_from_db()
    assert (row.attested_by, row.attested_at, row.licence_reference) == (cast.dana, NOW, "Letter 7")
    assert safety_items(definition_of(row), {"1": 0.0, "2": 0.0, "3": 1.0}) == ("3",)
    assert AuditEvent.objects.filter(what="instrument_defined", person=cast.dana).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"maximum": "three"}, "maximum"),
        ({"names": {}}, "names"),
        ({"licence": {"reference": "Letter 7"}}, "licence.verified_on"),
        ({"scales": [{**PHQ["scales"][0], "maximum": 27}]}, "scales.total.maximum"),
        ({"surprise": 1}, "surprise"),
        ({"code": "x" * 101}, "code"),
        ({"minimum": 10**400}, "definition"),
        ({"names": {"en": "NUL \x00"}}, "definition"),
        ({"names": {"en": "half \ud800"}}, "definition"),
        ({"licence": {"reference": "r" * 301, "verified_on": "2026-01-31"}}, "licence.reference"),
    ],
)
def test_a_wrong_definition_is_refused_and_names_the_field(cast: Cast, change: dict[str, Any], field: str) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        define_instrument(cast.program, changed(**change), is_attested=True, by=cast.dana, at=NOW)
    assert refused.value.field == field


def test_a_version_exists_once_and_a_shipped_key_is_not_the_programs(cast: Cast) -> None:
    defined(cast)
    for definition in (PHQ, changed(code="who", version="5")):
        with pytest.raises(DefinitionRefused) as refused:
            define_instrument(cast.program, definition, is_attested=True, by=cast.dana, at=NOW)
        assert refused.value.field == "version"


def test_a_definition_not_in_use_is_corrected(cast: Cast) -> None:
    row = change_definition(defined(cast), changed(names={"en": "Night form"}), is_attested=True, by=cast.ada, at=NOW)
    assert definition_of(row).names == {"en": "Night form"} and row.attested_by == cast.ada


def test_a_version_in_use_stays_and_a_new_one_is_made_beside_it(cast: Cast) -> None:
    row = defined(cast)
    answered(row, cast)
    with pytest.raises(Refused, match="new version"):
        change_definition(row, changed(names={"en": "Other"}), is_attested=True, by=cast.dana, at=NOW)
    row.refresh_from_db()
    assert definition_of(row).names == {"en": "Evening form"}
    newer = define_instrument(cast.program, changed(version="2"), is_attested=True, by=cast.dana, at=NOW)
    assert newer.pk != row.pk and row.check_ins.count() == 1


def test_a_correction_keeps_code_version_and_rater(cast: Cast) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        change_definition(defined(cast), changed(version="2"), is_attested=True, by=cast.dana, at=NOW)
    assert refused.value.field == "version"


def test_licensed_text_needs_attestation_with_a_reference(cast: Cast) -> None:
    row = adopt_instrument(cast.program, CORE, by=cast.dana, at=NOW)
    for lacking, field in ((wording(cast, is_attested=False), "attested"), (wording(cast, reference=" "), "reference")):
        with pytest.raises(DefinitionRefused) as refused:
            load_text(row, lacking, by=cast.dana, at=NOW)
        assert refused.value.field == field
    row.refresh_from_db()
    assert row.text == {} and row.attested_by is None


def test_loaded_text_is_shown_and_its_attestation_is_kept(cast: Cast) -> None:
    row = adopt_instrument(cast.program, CORE, by=cast.dana, at=NOW)
    load_text(row, wording(cast), by=cast.dana, at=NOW)
    row.refresh_from_db()
    shown = definition_of(row)
    assert shown.languages == {"en"} and shown.item("6").wording["en"] == "Words of 6"
    assert (row.attested_by, row.licence_reference) == (cast.dana, "Contract 12")
    assert row.text["en"]["verified_on"] == "2026-03-04" and row.text["en"]["by"] == str(cast.dana.ref)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"items": {item.code: "Words" for item in CORE.items[1:]}}, "texts.1"),
        ({"items": {**{item.code: "Words" for item in CORE.items}, "99": "More"}}, "texts"),
        ({"choices": {0.0: "Never"}}, "choices"),
        ({"choices": {float(n): " " for n in range(5)}}, "choices.0"),
        ({"items": {item.code: "NUL \x00" for item in CORE.items}}, "texts"),
    ],
)
def test_wrong_text_is_refused_and_names_the_field(cast: Cast, values: dict[str, Any], field: str) -> None:
    row = adopt_instrument(cast.program, CORE, by=cast.dana, at=NOW)
    with pytest.raises(DefinitionRefused) as refused:
        load_text(row, wording(cast, **values), by=cast.dana, at=NOW)
    assert refused.value.field == field


def test_text_is_replaced_until_it_is_in_use_and_another_language_is_added_after(cast: Cast) -> None:
    row = adopt_instrument(cast.program, CORE, by=cast.dana, at=NOW)
    load_text(row, wording(cast), by=cast.dana, at=NOW)
    better = {item.code: f"Better {item.code}" for item in CORE.items}
    load_text(row, wording(cast, items=better), by=cast.dana, at=NOW)
    answered(row, cast)
    with pytest.raises(Refused, match="in use"):
        load_text(row, wording(cast), by=cast.dana, at=NOW)
    row = load_text(row, wording(cast, language="es"), by=cast.dana, at=NOW)
    shown = definition_of(row)
    assert shown.languages == {"en", "es"} and shown.item("1").wording["en"] == "Better 1"


def test_one_without_text_cannot_be_asked(cast: Cast) -> None:
    row = adopt_instrument(cast.program, CORE, by=cast.dana, at=NOW)
    with pytest.raises(Refused, match="no text"):
        offer_instrument(row, by=cast.dana, at=NOW)


def test_asking_one_stops_the_other_of_the_same_rater_only(cast: Cast) -> None:
    ours = adopt_instrument(cast.program, BIDEWELL_CHECKIN, by=cast.dana, at=NOW)
    twin = adopt_instrument(cast.program, BIDEWELL_CHECKIN_THERAPIST, by=cast.dana, at=NOW)
    theirs = defined(cast)
    for one in (ours, twin, theirs):
        offer_instrument(one, by=cast.dana, at=NOW)
    asked = InstrumentVersion.objects.filter(is_offered=True).order_by("pk")
    assert list(asked) == [twin, theirs]


def test_safety_thresholds_of_a_shipped_one_are_the_programs(cast: Cast) -> None:
    row = adopt_instrument(cast.program, CORE, by=cast.dana, at=NOW)
    row = set_safety_items(row, {"6": 1.0}, by=cast.dana, at=NOW)
    assert safety_items(definition_of(row), {"6": 1.0}) == ("6",)
    for wrong, field in (({"77": 1.0}, "safety_from"), ({"6": 9.0}, "items.6.safety_from")):
        with pytest.raises(DefinitionRefused) as refused:
            set_safety_items(row, wrong, by=cast.dana, at=NOW)
        assert refused.value.field == field
    row.refresh_from_db()
    assert row.safety_from == {"6": 1.0}
