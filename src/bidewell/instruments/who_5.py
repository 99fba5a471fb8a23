"""WHO-5 well-being index: scoring only. The raw sum of 0 to 25 times 4; one calculator takes 5 off first, wrongly."""

from bidewell.domain.sessions import Rater
from bidewell.instruments.instrument import Instrument, Role
from bidewell.instruments.item import numbered_items
from bidewell.instruments.licence import Licence, LicenceStatus, Source
from bidewell.instruments.scale import Better, CutPoint, Method, Scale, Side

_ITEMS = numbered_items(5)

WHO_5 = Instrument(
    code="who",
    version="5",
    rater=Rater.CLIENT,
    names={"en": "WHO-5 well-being index", "es": "Índice de bienestar WHO-5"},
    role=Role.WELL_BEING,
    items=_ITEMS,
    minimum=0,
    maximum=5,
    scales=(
        Scale(
            "percent",
            {"en": "well-being, 0 to 100", "es": "bienestar, de 0 a 100"},
            tuple(item.code for item in _ITEMS),
            Method.SUM,
            minimum=0,
            maximum=100,
            better=Better.HIGHER,
            multiply=4,
            cut_points=(
                CutPoint(50, Side.AT_MOST, {"en": "low well-being", "es": "bienestar bajo"}),
                CutPoint(28, Side.AT_MOST, {"en": "depression is likely", "es": "es probable una depresión"}),
            ),
        ),
    ),
    main_scale="percent",
    licence=Licence(LicenceStatus.UNCONFIRMED, "World Health Organization; described as free, terms of use not read"),
    source=Source("the index's own description: raw sum times 4, 50 and 28"),
)
