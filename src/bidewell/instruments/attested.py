"""A program's own instrument, from plain data: the facts come from the form the program holds, and it says so.

What is not shipped for want of a source, or of a right, enters by this door. Nothing is taken for granted: ranges are
stated and must agree with the items, and a field that is not known here is refused rather than passed over.
"""

from collections.abc import Mapping

from bidewell.domain.sessions import Rater
from bidewell.instruments.definition_error import DefinitionError
from bidewell.instruments.definition_fields import Fields
from bidewell.instruments.instrument import Instrument, Role
from bidewell.instruments.item import Choice, Item
from bidewell.instruments.licence import Licence, LicenceStatus, Source
from bidewell.instruments.scale import Better, Blanks, CutPoint, Method, Sample, Scale, Side

# Of each table: the fields it may have. docs/instruments.md explains them, and a test holds the page to these.
FIELDS: Mapping[str, frozenset[str]] = {
    "definition": frozenset(
        "code version rater names role source licence".split()
        + "minimum maximum whole_numbers choices items scales main_scale".split()
    ),
    "licence": frozenset({"reference", "verified_on"}),
    "items": frozenset({"code", "wording", "group_wording", "reverse", "safety_from", "rotates", "in_person_only"}),
    "choices": frozenset({"value", "labels"}),
    "scales": frozenset(
        "code names items method minimum maximum better multiply most_missing blanks parts cut_points samples".split()
    ),
    "cut_points": frozenset({"value", "side", "words"}),
    "samples": frozenset({"name", "n", "sd", "reliability", "source"}),
}


def attested(definition: Mapping[str, object]) -> Instrument:
    """The instrument a program describes. `DefinitionError` names the field that is missing, wrong or contradicts."""
    fields = Fields(definition, "", FIELDS["definition"])
    return Instrument(
        code=fields.text("code"),
        version=fields.text("version"),
        rater=fields.code("rater", Rater),
        names=fields.words("names"),
        role=fields.code("role", Role),
        items=tuple(_item(row) for row in fields.tables("items", FIELDS["items"])),
        minimum=fields.number("minimum"),
        maximum=fields.number("maximum"),
        scales=tuple(_scale(row) for row in fields.tables("scales", FIELDS["scales"])),
        licence=_licence(fields.table("licence", FIELDS["licence"])),
        source=Source(fields.text("source")),
        main_scale=fields.text("main_scale") if fields.has("main_scale") else None,
        choices=_rows_of_choices(fields) if fields.has("choices") else (),
        whole_numbers=fields.flag("whole_numbers") if fields.has("whole_numbers") else True,
    )


def _licence(fields: Fields) -> Licence:
    return Licence(LicenceStatus.ATTESTED, fields.text("reference"), fields.day("verified_on"))


def _item(fields: Fields) -> Item:
    return Item(
        code=fields.text("code"),
        wording=fields.words("wording") if fields.has("wording") else {},
        reverse=fields.has("reverse") and fields.flag("reverse"),
        safety_from=fields.number("safety_from") if fields.has("safety_from") else None,
        rotates=fields.has("rotates") and fields.flag("rotates"),
        in_person_only=fields.has("in_person_only") and fields.flag("in_person_only"),
        group_wording=fields.words("group_wording") if fields.has("group_wording") else {},
    )


def _rows_of_choices(fields: Fields) -> tuple[Choice, ...]:
    rows = fields.tables("choices", FIELDS["choices"])
    return tuple(Choice(row.number("value"), row.words("labels")) for row in rows)


def _scale(fields: Fields) -> Scale:
    return Scale(
        code=fields.text("code"),
        names=fields.words("names"),
        items=fields.texts("items"),
        method=fields.code("method", Method),
        minimum=fields.number("minimum"),
        maximum=fields.number("maximum"),
        better=fields.code("better", Better),
        multiply=fields.number("multiply") if fields.has("multiply") else 1.0,
        most_missing=fields.whole_number("most_missing") if fields.has("most_missing") else 0,
        blanks=fields.code("blanks", Blanks) if fields.has("blanks") else Blanks.PRORATE,
        parts=fields.texts("parts") if fields.has("parts") else (),
        cut_points=_cut_points(fields) if fields.has("cut_points") else (),
        samples=_samples(fields) if fields.has("samples") else (),
    )


def _cut_points(fields: Fields) -> tuple[CutPoint, ...]:
    rows = fields.tables("cut_points", FIELDS["cut_points"])
    return tuple(CutPoint(row.number("value"), row.code("side", Side), row.words("words")) for row in rows)


def _samples(fields: Fields) -> tuple[Sample, ...]:
    return tuple(_sample(row) for row in fields.tables("samples", FIELDS["samples"]))


def _sample(fields: Fields) -> Sample:
    name, source = fields.text("name"), fields.text("source")
    n, sd, reliability = fields.whole_number("n"), fields.number("sd"), fields.number("reliability")
    try:
        return Sample(name, n, sd, reliability, source)
    except DefinitionError as wrong:
        raise fields.refuse(wrong.field, wrong.says) from None
