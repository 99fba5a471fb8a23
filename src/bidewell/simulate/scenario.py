"""What a scenario is: a truth, and what a right analysis says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bidewell.simulate.truth import Truth

SUPPORTED, CONTRADICTED, CANNOT_TELL = "supported", "contradicted", "cannot tell"
TRUE = (SUPPORTED,)
# A claim that is not true may be contradicted or stay open; it may not be supported. And the other way round.
NOT_TRUE, NOT_FALSE = (CONTRADICTED, CANNOT_TELL), (SUPPORTED, CANNOT_TELL)


@dataclass(frozen=True)
class Scenario:
    """`largest` and `claims` are what a thousand clients can tell; with few, "cannot tell" is right as well."""

    name: str
    words: str
    sentence: str
    truth: Truth
    largest: str | None
    largest_acceptable: tuple[str | None, ...]
    claims: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    therapists: int | None = None  # none: by the number of clients
    months: float = 21.0  # of admissions, up to the extract date
    recorded_months: float | None = None  # recording began so long before the extract, with the clients then in care
