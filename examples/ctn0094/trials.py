"""What the three trials planned, and where this example puts them in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

# Invented: the data hold no calendar dates.
EXTRACT_DATE = date(2001, 1, 1)
# Enough for every outcome at 180 days to be known, also of monthly injections (two intervals without one).
DAYS_AFTERWARDS = 90


@dataclass(frozen=True)
class Trial:
    """One trial: who is compared, what its repeated rating is, and how long its courses of dosing were to be."""

    project: int
    name: str
    factor: str
    arm: str  # the arm whose people have factor = 1
    rating: str
    rater: str
    planned_weeks: Mapping[int, int]  # course -> weeks of dosing
    last_day: int  # the last day of any course, counted from a person's first randomisation
    # arm -> days between doses, where they are further apart than a week
    interval_days: Mapping[str, int] = field(default_factory=dict)

    @property
    def day_zero(self) -> date:
        return EXTRACT_DATE - timedelta(days=self.last_day + DAYS_AFTERWARDS)


TRIALS = {
    "27": Trial(27, "CTN-0027", "methadone", "Methadone", "withdrawal", "observer", {1: 24}, last_day=167),
    # Four weeks; who relapsed could have a second, longer course, begun up to 100 days after the first.
    "30": Trial(
        30, "CTN-0030", "enhanced_counselling", "Outpatient BUP + EMM", "withdrawal", "observer", {1: 4, 2: 16},
        last_day=211,
    ),
    # Naltrexone is injected once in four weeks.
    "51": Trial(
        51, "CTN-0051", "naltrexone", "Inpatient NR-NTX", "withdrawal_self", "client", {1: 24}, last_day=167,
        interval_days={"Inpatient NR-NTX": 28},
    ),
}  # fmt: skip

PROGRAM = """\
format = 1
name = "{name}"
time_zone = "UTC"
extract_date = {extract_date}
continuous_exposure = {continuous_exposure}
default_planned_interval_days = 7
"""

INSTRUMENT = """
# There is no alliance rating in these records: of withdrawal there is one, repeated in two of the trials.
[instruments.{rating}]
role = "other"
rater = "{rater}"
version = "harmonised"
item = "level"
minimum = 0.0
maximum = 3.0
"""

FACTOR = """
[factors.{factor}]
kind = "binary"
"""


def program_toml(trials: Sequence[Trial], endings: str) -> str:
    head = PROGRAM.format(
        name=f"{', '.join(trial.name for trial in trials)}, by {endings}",
        extract_date=EXTRACT_DATE,
        continuous_exposure=str(endings == "doses").lower(),
    )
    instruments = {trial.rating: INSTRUMENT.format(rating=trial.rating, rater=trial.rater) for trial in trials}
    factors = [FACTOR.format(factor=trial.factor) for trial in trials]
    return "".join([head, *instruments.values(), *factors])
