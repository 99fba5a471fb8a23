"""SOCRATES 8A (alcohol) and 8D (drugs): scoring only. Three scales that are read side by side; there is no total."""

from bidewell.domain.sessions import Rater
from bidewell.instruments.instrument import Instrument, Role
from bidewell.instruments.item import numbered_items, numbers
from bidewell.instruments.licence import Licence, LicenceStatus, Source
from bidewell.instruments.scale import Better, Method, Scale, Words

SCALES = (
    Scale(
        "recognition",
        {"en": "recognition", "es": "reconocimiento"},
        numbers(1, 3, 7, 10, 12, 15, 17),
        Method.SUM,
        minimum=7,
        maximum=35,
        better=Better.NEITHER,
    ),
    Scale(
        "ambivalence",
        {"en": "ambivalence", "es": "ambivalencia"},
        numbers(2, 6, 11, 16),
        Method.SUM,
        minimum=4,
        maximum=20,
        better=Better.NEITHER,
    ),
    Scale(
        "taking_steps",
        {"en": "taking steps", "es": "dar pasos"},
        numbers(4, 5, 8, 9, 13, 14, 18, 19),
        Method.SUM,
        minimum=8,
        maximum=40,
        better=Better.HIGHER,
    ),
)


def _form(version: str, names: Words) -> Instrument:
    return Instrument(
        code="socrates",
        version=version,
        rater=Rater.CLIENT,
        names=names,
        role=Role.MOTIVATION,
        items=numbered_items(19),
        minimum=1,
        maximum=5,
        scales=SCALES,
        licence=Licence(LicenceStatus.PUBLIC_DOMAIN, "public domain, as its source says"),
        source=Source("the form and its scoring sheet; Project MATCH, alcohol only, for what is usual"),
    )


SOCRATES_8A = _form("8A", {"en": "SOCRATES 8A (alcohol)", "es": "SOCRATES 8A (alcohol)"})
SOCRATES_8D = _form("8D", {"en": "SOCRATES 8D (drugs)", "es": "SOCRATES 8D (drogas)"})
