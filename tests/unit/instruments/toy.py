"""A made-up form with one of everything scoring knows: a reversed item, a safety item, a pro-rated mean, a total of parts."""

from dataclasses import replace

from bidewell.domain.sessions import Rater
from bidewell.instruments.instrument import Instrument, Role
from bidewell.instruments.item import Item, numbers
from bidewell.instruments.licence import Licence, LicenceStatus, Source
from bidewell.instruments.scale import Better, Blanks, Method, Scale

NAMES = {"en": "Toy"}
WEEK = Scale(
    "week", NAMES, numbers(1, 2, 3), Method.SUM, 0, 12, Better.LOWER, most_missing=2, blanks=Blanks.ROUNDED_MEAN
)
DAY = replace(WEEK, code="day", items=numbers(4, 5))
DAY = replace(DAY, maximum=8, most_missing=1)
TOTAL = replace(WEEK, code="total", items=numbers(1, 2, 3, 4, 5), maximum=20, parts=("week", "day"))
MEAN = Scale("mean", NAMES, numbers(1, 2, 3, 4), Method.MEAN, 0, 40, Better.HIGHER, multiply=10, most_missing=1)

TOY = Instrument(
    code="toy",
    version="1",
    rater=Rater.CLIENT,
    names=NAMES,
    role=Role.OTHER,
    items=(Item("1"), Item("2", reverse=True), Item("3"), Item("4"), Item("5", safety_from=2)),
    minimum=0,
    maximum=4,
    scales=(WEEK, DAY, TOTAL, MEAN),
    main_scale="total",
    licence=Licence(LicenceStatus.NEEDS_PERMISSION, "made up"),
    source=Source("made up"),
)
ZEROS: dict[str, float | None] = {item.code: 0.0 for item in TOY.items}
