"""CORE-10: scoring only. Items 2 and 3 are reversed; one public page says 3 and 4, against the item list."""

from bidewell.domain.sessions import Rater
from bidewell.instruments.instrument import Instrument, Role
from bidewell.instruments.item import numbered_items
from bidewell.instruments.licence import Licence, LicenceStatus, Source
from bidewell.instruments.scale import Better, CutPoint, Method, Scale, Side

_ITEMS = numbered_items(10, reverse=(2, 3))
_CLINICAL = CutPoint(11, Side.AT_LEAST, {"en": "in the clinical range", "es": "en el rango clínico"})

CORE_10 = Instrument(
    code="core",
    version="10",
    rater=Rater.CLIENT,
    names={"en": "CORE-10", "es": "CORE-10"},
    role=Role.DISTRESS,
    items=_ITEMS,
    minimum=0,
    maximum=4,
    scales=(
        Scale(
            "clinical",
            {"en": "clinical score", "es": "puntuación clínica"},
            tuple(item.code for item in _ITEMS),
            Method.MEAN,
            minimum=0,
            maximum=40,
            better=Better.LOWER,
            multiply=10,
            most_missing=1,
            cut_points=(_CLINICAL,),
        ),
    ),
    main_scale="clinical",
    licence=Licence(LicenceStatus.UNCONFIRMED, "CORE System Trust; said to be free if unaltered, terms not read"),
    source=Source("the item list for the keying; published cut-off 11 and rule for one blank"),
)
