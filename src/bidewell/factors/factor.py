"""What is known about a factor before anyone looks at a program's records."""

from collections.abc import Mapping
from dataclasses import dataclass

Words = Mapping[str, str]


@dataclass(frozen=True)
class Factor:
    """One thing that may go with staying.

    `contrast` says in words what the per-person comparison compares. The prior is on the log hazard of leaving, per
    standard deviation (numeric) or for present against absent.
    """

    name: str
    words: Words
    group: str
    kind: str
    contrast: Words
    prior_mean: float
    prior_sd: float
    source: str
    unit: str = ""
    transform: str = "identity"  # identity | log1p
    zero_for_telehealth: bool = False
    can_be_changed: bool = False


GROUPS: Mapping[str, Words] = {
    "alliance": {"en": "alliance", "es": "alianza"},
    "access": {"en": "getting there", "es": "poder llegar"},
    "pressure": {"en": "outside pressure", "es": "presión externa"},
    "motivation": {"en": "own motivation", "es": "motivación propia"},
    "support": {"en": "support from others", "es": "apoyo de otras personas"},
    "distress": {"en": "distress", "es": "malestar"},
    "other": {"en": "other", "es": "otros"},
}
