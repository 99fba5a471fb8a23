"""Outcome Questionnaire 45.2: the total of a complete form, scoring only.

Its rule for a blank (the rounded mean of the rest of its subscale) needs to know which items make up which subscale,
and no source read gives that. So a form with a blank is not scored here. A program that holds the manual can attest
the three subscales, with `blanks = "rounded_mean"`, and name them as `parts` of the total.
"""

from bidewell.domain.sessions import Rater
from bidewell.instruments.instrument import Instrument, Role
from bidewell.instruments.item import numbered_items
from bidewell.instruments.licence import Licence, LicenceStatus, Source
from bidewell.instruments.scale import Better, CutPoint, Method, Scale, Side

_ITEMS = numbered_items(45, reverse=(1, 12, 13, 20, 21, 24, 31, 37, 43))
_CLINICAL = CutPoint(64, Side.AT_LEAST, {"en": "in the clinical range", "es": "en el rango clínico"})

OQ_45 = Instrument(
    code="oq",
    version="45.2",
    rater=Rater.CLIENT,
    names={"en": "Outcome Questionnaire 45.2", "es": "Cuestionario de Resultados 45.2"},
    role=Role.DISTRESS,
    items=_ITEMS,
    minimum=0,
    maximum=4,
    scales=(
        Scale(
            "total",
            {"en": "total", "es": "total"},
            tuple(item.code for item in _ITEMS),
            Method.SUM,
            minimum=0,
            maximum=180,
            better=Better.LOWER,
            cut_points=(_CLINICAL,),
        ),
    ),
    main_scale="total",
    licence=Licence(LicenceStatus.CONTRACT_ONLY, "OQ Measures: commercial licence, scoring too only by contract"),
    source=Source("the scoring sheet: range, reversed items, cut-off 63/64"),
)
