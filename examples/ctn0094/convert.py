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
from courses import PERSON_AND_PHASE, dosed_days, endings_from_reasons, phases_of, planned_endings, visits_of
from tables import checkins_table, episodes_table, factors_table, sessions_table
from trials import TRIALS, Trial, program_toml


def convert(source: Path, trial: Trial, endings: str) -> dict[str, pl.DataFrame]:
    phases = phases_of(source, trial)
    doses = dosed_days(source, phases, trial)
    courses = planned_endings(doses, phases, trial)
    contacts = doses
    if endings == "visits":
        sessions, visits = visits_of(source, phases, trial)
        courses = courses.join(endings_from_reasons(visits), on="who", how="left").with_columns(
            pl.coalesce("ending", "reason_ending")
        )
        started = courses.filter(pl.col("last_day").is_not_null()).select(*PERSON_AND_PHASE, "ended_on")
        in_course = pl.col("ended_on").is_null() | (pl.col("study_day") <= pl.col("ended_on"))
        contacts = sessions.join(started, on=PERSON_AND_PHASE).filter(in_course)
        undated = visits.join(started, on="who", how="semi").filter(pl.col("when").is_null()).height
        print(f"{trial.name}: {undated} missed visits have no date and are left out")
    return {
        "episodes": episodes_table(courses, trial),
        "sessions": sessions_table(contacts, trial),
        "checkins": checkins_table(source, phases, courses, trial),
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
