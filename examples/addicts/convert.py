"""Methadone maintenance in two clinics as a Bidewell record folder: `python examples/addicts/convert.py FILE OUT`.

The file gives each person's days in maintenance and whether they departed, no dates and no visits. So:
- a contact is written for every seventh day in maintenance and for its last day, because dosing goes on throughout.
  Who was still in the clinic on that day gets weekly contacts to the extract date: leaving can be told only 30 days
  later, and these contacts say no more than that nobody had left;
- the calendar is invented. Who was still in the clinic is so on the last day whose outcome is known; who departed
  started somewhere in the time that their stay leaves free, so that the week of departing is over by that day (weeks
  that are not over are not counted). Only durations mean anything.
"""

import argparse
from datetime import date, timedelta
from pathlib import Path

import polars as pl

EXTRACT_DATE = date(1990, 1, 1)
DAYS_PER_WEEK = 7
DAYS_TO_BE_SURE = 30
COMPLETE_THROUGH = EXTRACT_DATE - timedelta(days=DAYS_TO_BE_SURE)
LONGEST_STAY_DAYS = 1076
# Multiples of it spread evenly over 0 to 1 in any order, without a random number.
GOLDEN_RATIO = 0.6180339887498949

PROGRAM = f"""\
format = 1
name = "Methadone maintenance, two clinics"
time_zone = "Australia/Sydney"
extract_date = {EXTRACT_DATE}
continuous_exposure = true
default_planned_interval_days = 7

[factors.clinic]
kind = "binary"

[factors.prison]
kind = "binary"

[factors.dose]
kind = "numeric"
"""


def with_dates(people: pl.DataFrame) -> pl.DataFrame:
    departed = pl.col("status") == 1
    place = (pl.col("id") * GOLDEN_RATIO) % 1
    free_days = LONGEST_STAY_DAYS - pl.col("survt")
    rest_of_week = DAYS_PER_WEEK - 1 - pl.col("survt") % DAYS_PER_WEEK
    days_left_after = pl.when(departed).then((place * free_days).round() + rest_of_week).otherwise(0)
    end = pl.lit(COMPLETE_THROUGH) - pl.duration(days=days_left_after)
    return people.with_columns(
        episode=pl.format("A{}", "id"), departed=departed, start=end - pl.duration(days="survt"), last_day=end
    )


def episodes_table(people: pl.DataFrame) -> pl.DataFrame:
    return people.select(
        "episode",
        client="episode",
        site=pl.format("Clinic {}", "clinic"),
        start="start",
        end=pl.when("departed").then("last_day"),
        ending=pl.when("departed").then(pl.lit("left")),
    )


def sessions_table(people: pl.DataFrame) -> pl.DataFrame:
    in_maintenance = people.select("episode", "start", day=pl.int_ranges(0, pl.col("survt"), DAYS_PER_WEEK))
    last_day = pl.when("departed").then(pl.col("survt")).otherwise(pl.col("survt") + DAYS_TO_BE_SURE)
    from_last = people.select("episode", "start", day=pl.int_ranges("survt", last_day + 1, DAYS_PER_WEEK))
    contacts = pl.concat([in_maintenance, from_last]).explode("day").sort("episode", "day")
    on = pl.col("start") + pl.duration(days="day")
    return contacts.select(
        session=pl.format("{}-{}", "episode", "day"),
        episode="episode",
        scheduled_at=on.cast(pl.Datetime)
        .dt.offset_by("12h")
        .dt.replace_time_zone("Australia/Sydney")
        .dt.strftime("%FT%T%:z"),
        status=pl.lit("attended"),
    )


def factors_table(people: pl.DataFrame) -> pl.DataFrame:
    """`clinic` is 1 in clinic 2. `dose` is the largest a person ever had, in mg a day: known only afterwards."""
    values = people.select("episode", clinic=(pl.col("clinic") == 2).cast(pl.Int64), prison="prison", dose="dose")
    return values.unpivot(index="episode", variable_name="name", value_name="value").sort("episode", "name")


def write(people: pl.DataFrame, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    people = with_dates(people)
    tables = {"episodes": episodes_table(people), "sessions": sessions_table(people), "factors": factors_table(people)}
    for name, table in tables.items():
        table.write_csv(out / f"{name}.csv")
        print(f"{name}.csv: {table.height} rows")
    (out / "program.toml").write_text(PROGRAM, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "source", type=Path, metavar="FILE", help="addicts.csv with columns id, clinic, status, survt, prison, dose"
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="record folder to write")
    asked = parser.parse_args()
    write(pl.read_csv(asked.source), asked.out)


if __name__ == "__main__":
    main()
