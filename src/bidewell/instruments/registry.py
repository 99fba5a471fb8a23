"""The instruments that are shipped. A program's own are attested, and live with the program."""

from bidewell.domain.sessions import Rater
from bidewell.instruments.bam import BAM_DAYS, BAM_R
from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.instruments.bidewell_checkin_therapist import BIDEWELL_CHECKIN_THERAPIST
from bidewell.instruments.core_10 import CORE_10
from bidewell.instruments.haq_ii import HAQ_II
from bidewell.instruments.instrument import Instrument, Key
from bidewell.instruments.oq_45 import OQ_45
from bidewell.instruments.socrates import SOCRATES_8A, SOCRATES_8D
from bidewell.instruments.wai_sr import WAI_SR
from bidewell.instruments.who_5 import WHO_5

INSTRUMENTS: tuple[Instrument, ...] = (
    BIDEWELL_CHECKIN,
    BIDEWELL_CHECKIN_THERAPIST,
    WAI_SR,
    HAQ_II,
    SOCRATES_8A,
    SOCRATES_8D,
    BAM_DAYS,
    BAM_R,
    CORE_10,
    OQ_45,
    WHO_5,
)


class UnknownInstrumentError(LookupError):
    """No instrument of this code, version and rater. There is no nearest one: another version scores differently."""

    def __str__(self) -> str:
        return f"no such instrument; there are {known_instruments()}"


def instrument(code: str, version: str, rater: Rater | str) -> Instrument:
    """The shipped instrument with exactly this key."""
    for known in INSTRUMENTS:
        if known.key == (code, version, rater):
            return known
    raise UnknownInstrumentError


def known_instruments() -> str:
    """The shipped keys in one line, for an error message."""
    return ", ".join(named(known.key) for known in INSTRUMENTS)


def named(key: Key) -> str:
    return f"{key.code} {key.version} ({key.rater})"
