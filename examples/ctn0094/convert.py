"""The public CTN-0094 trials as a Bidewell record folder: `python examples/ctn0094/convert.py SOURCE OUT`.

SOURCE holds the tables of public.ctn0094data as CSV or Parquet. The data give days since consent, not dates: every
trial is placed so that its observation ends on one invented extract date. Only durations mean anything.

Two versions of "still in care", never mixed:
  --endings doses    a contact is a day with a dose; whoever is not dosed for more than 30 days has left (default)
  --endings visits   a contact is an attended visit; reasons written beside later missed visits are endings
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from courses import (
    COURSE,
    dated_visits,
    doses_of,
    randomised_courses,
    visits_of,
    with_planned_ending,
    with_reason,
)
from tables import checkins_table, episodes_table, factors_table, sessions_table
from trials import TRIALS, Trial, program_toml


def convert(source: Path, trial: Trial, endings: str) -> dict[str, pl.DataFrame]:
    courses = randomised_courses(source, trial)
    doses = doses_of(source, courses)
    dosed = doses.select(COURSE).unique().with_columns(dosed=pl.lit(True))
    courses = courses.join(dosed, on=COURSE, how="left", maintain_order="left").with_columns(
        pl.col("dosed").fill_null(False)
    )
    if endings == "doses":
        contacts = doses
        courses = with_planned_ending(courses, contacts)
    else:
        courses = courses.with_columns(interval=pl.lit(7))  # visits were weekly in every arm
        visits = visits_of(source, courses).join(courses.filter("dosed"), on="who", how="semi", maintain_order="left")
        contacts = dated_visits(visits, courses)
        courses = with_reason(with_planned_ending(courses, contacts), visits)
        print(f"{trial.name}: {visits['when'].null_count()} missed visits have no date and are left out")
    within = contacts.join(courses.filter("dosed"), on=COURSE, how="semi", maintain_order="left").filter(
        pl.col("day") < pl.col("planned_days")
    )
    return {
        "episodes": episodes_table(courses, trial),
        "sessions": sessions_table(within, trial),
        "checkins": checkins_table(source, courses, trial),
        "factors": factors_table(courses, trial),
    }


def write(trials: Sequence[Trial], source: Path, out: Path, endings: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    parts = [convert(source, trial, endings) for trial in trials]
    for name in parts[0]:
        table = pl.concat([part[name] for part in parts])
        table.write_csv(out / f"{name}.csv")
        print(f"{name}.csv: {table.height} rows")
    (out / "program.toml").write_text(program_toml(trials, endings), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="SOURCE", help="folder with the tables of public.ctn0094data")
    parser.add_argument("out", type=Path, metavar="OUT", help="record folder to write")
    parser.add_argument("--trial", choices=[*TRIALS, "all"], default="27")
    parser.add_argument("--endings", choices=["doses", "visits"], default="doses")
    asked = parser.parse_args()
    trials = list(TRIALS.values()) if asked.trial == "all" else [TRIALS[asked.trial]]
    write(trials, asked.source, asked.out, asked.endings)


if __name__ == "__main__":
    main()
