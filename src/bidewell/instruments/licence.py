"""What may be done with an instrument's text, and where its scoring facts were read."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LicenceStatus(StrEnum):
    """How a program may come to the text of an instrument. Scoring facts are not text and need no licence."""

    OWN = "own"  # written for this product and given away under CC0
    PUBLIC_DOMAIN = "public_domain"
    UNCONFIRMED = "unconfirmed"  # said to be free, but nobody here has read the terms
    NEEDS_PERMISSION = "needs_permission"
    CONTRACT_ONLY = "contract_only"
    ATTESTED = "attested"  # the program says that it holds the right, and under which reference


# Everyone may have these texts; any other is loaded only by a program that attests its right.
FREE = frozenset({LicenceStatus.OWN, LicenceStatus.PUBLIC_DOMAIN})


@dataclass(frozen=True)
class Licence:
    """`verified_on` is the day someone read the terms, or None: then nobody has."""

    status: LicenceStatus
    reference: str
    verified_on: date | None = None


@dataclass(frozen=True)
class Source:
    """Where the scoring facts come from. `secondary`: read on somebody else's page, not in the publication itself."""

    reference: str
    secondary: bool = False
