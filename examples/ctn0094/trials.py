"""What the three trials planned, and where this example puts them in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

# Invented: the data hold no calendar dates.
EXTRACT_DATE = date(2001, 1, 1)
DAYS_TO_BE_SURE = 30


@dataclass(frozen=True)
class Trial:
    """`complete_day` is the last day since randomisation whose outcome is known. Whoever is dosed on or after it was
    still in care: for 24 planned weeks that is day 160, the last day of week 23."""

    project: int
    name: str
    factor: str
    arm: str  # the arm whose people have factor = 1
    rating: str
    rater: str
    weeks_counted: int
    complete_day: int
    phases: int = 1
    planned_weeks: Mapping[int, int] = field(default_factory=dict)  # course -> weeks until dosing ends by plan
    planned_interval_days: Mapping[str, int] = field(default_factory=dict)  # arm -> days, where not weekly

    @property
    def extract_day(self) -> int:
        return self.complete_day + DAYS_TO_BE_SURE

    @property
    def day_zero(self) -> date:
        return EXTRACT_DATE - timedelta(days=self.extract_day)


TRIALS = {
    "27": Trial(27, "CTN-0027", "methadone", "Methadone", "withdrawal", "observer", weeks_counted=24, complete_day=160),
    "30": Trial(
        30, "CTN-0030", "enhanced_counselling", "Outpatient BUP + EMM", "withdrawal", "observer",
        weeks_counted=17, complete_day=220, phases=2, planned_weeks={1: 4, 2: 16},
    ),
    # Naltrexone is injected once in four weeks.
    "51": Trial(
        51, "CTN-0051", "naltrexone", "Inpatient NR-NTX", "withdrawal_self", "client",
        weeks_counted=24, complete_day=160, planned_interval_days={"Inpatient NR-NTX": 28},
    ),
}  # fmt: skip

PROGRAM = """\
format = 1
name = "{name}"
time_zone = "UTC"
extract_date = {extract_date}
continuous_exposure = {continuous_exposure}
default_planned_interval_days = 7
# There is no alliance rating in these records. Withdrawal stands in as the repeated rating.
rating = "{rating}"
"""

INSTRUMENT = """
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
        rating=trials[0].rating,
    )
    instruments = {trial.rating: INSTRUMENT.format(rating=trial.rating, rater=trial.rater) for trial in trials}
    factors = [FACTOR.format(factor=trial.factor) for trial in trials]
    return "".join([head, *instruments.values(), *factors])
