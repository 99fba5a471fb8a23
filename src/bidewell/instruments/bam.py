"""Brief Addiction Monitor, with days (0 to 30) and with five answers (BAM-R, 0 to 4): scoring only.

Three scores that are never added up. Only the fifteen scored items of the 17-item numbering are taken: some tools
number the lines of the form from 1 to 23, and 14 is then a risk item, not a protective one. Lines above 16 are refused.
The vendor's limits (use 1, risk 12, protective 12) are not shipped: the page does not say for which of the two forms.
"""

from bidewell.domain.sessions import Rater
from bidewell.instruments.instrument import Instrument, Role
from bidewell.instruments.item import Item, numbers
from bidewell.instruments.licence import Licence, LicenceStatus, Source
from bidewell.instruments.scale import Better, Method, Scale, Words

USE, RISK, PROTECTIVE = numbers(4, 5, 6), numbers(1, 2, 3, 8, 11, 15), numbers(9, 10, 12, 13, 14, 16)


def _scale(code: str, names: Words, items: tuple[str, ...], better: Better, most: int) -> Scale:
    return Scale(code, names, items, Method.SUM, minimum=0, maximum=most * len(items), better=better)


def _form(version: str, names: Words, most: int) -> Instrument:
    return Instrument(
        code="bam",
        version=version,
        rater=Rater.CLIENT,
        names=names,
        role=Role.USE,
        items=tuple(Item(code) for code in sorted(USE + RISK + PROTECTIVE, key=int)),
        minimum=0,
        maximum=most,
        scales=(
            _scale("use", {"en": "use", "es": "consumo"}, USE, Better.LOWER, most),
            _scale("risk", {"en": "risk", "es": "riesgo"}, RISK, Better.LOWER, most),
            _scale("protective", {"en": "protective", "es": "protección"}, PROTECTIVE, Better.HIGHER, most),
        ),
        licence=Licence(
            LicenceStatus.UNCONFIRMED, "US Department of Veterans Affairs; said to be free, terms not read"
        ),
        source=Source("one vendor's guide: items of each score, ranges, no total", secondary=True),
    )


BAM_DAYS = _form("days", {"en": "Brief Addiction Monitor, days", "es": "Monitor Breve de Adicción, días"}, 30)
BAM_R = _form("R", {"en": "Brief Addiction Monitor, revised", "es": "Monitor Breve de Adicción, revisado"}, 4)
