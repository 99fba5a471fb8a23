"""Revised Helping Alliance Questionnaire, client form: scoring only.

The therapist form is not shipped: that its items are keyed like the client's was not found in a source that was read.
"""

from bidewell.domain.sessions import Rater
from bidewell.instruments.instrument import Instrument, Role
from bidewell.instruments.item import numbered_items
from bidewell.instruments.licence import Licence, LicenceStatus, Source
from bidewell.instruments.scale import Better, Method, Scale

_ITEMS = numbered_items(19, reverse=(4, 8, 11, 16, 19))

HAQ_II = Instrument(
    code="haq",
    version="II",
    rater=Rater.CLIENT,
    names={"en": "Helping Alliance Questionnaire II", "es": "Cuestionario de Alianza de Ayuda II"},
    role=Role.ALLIANCE,
    items=_ITEMS,
    minimum=1,
    maximum=6,
    scales=(
        Scale(
            "total",
            {"en": "total", "es": "total"},
            tuple(item.code for item in _ITEMS),
            Method.SUM,
            minimum=19,
            maximum=114,
            better=Better.HIGHER,
        ),
    ),
    main_scale="total",
    licence=Licence(
        LicenceStatus.NEEDS_PERMISSION, "published in a journal; ask the authors (University of Pennsylvania)"
    ),
    source=Source("the published item list, 246 cocaine-dependent clients; keying follows from the list"),
)
