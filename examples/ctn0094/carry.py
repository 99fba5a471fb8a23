"""The part of public.ctn0094data that is carried here: `python examples/ctn0094/carry.py SOURCE OUT`.

Trial CTN-0027 only, the columns the converter reads, rows and values unchanged, as Parquet.
"""

import argparse
from pathlib import Path

import polars as pl

COLUMNS = {
    "everybody": ["who", "project"],
    "randomization": ["who", "treatment", "which", "when"],
    "treatment": ["who", "amount", "when"],
    "visit": [
        "who", "visit", "what", "when", "is_left_study", "is_missing_14_consecutive",
        "is_in_jail", "is_in_hospital", "is_moved", "is_dead",
    ],
    "withdrawal": ["who", "withdrawal", "when"],
    "site_masked": ["who", "site_masked"],
    "demographics": ["who", "age", "is_male"],
}  # fmt: skip


def carry(source: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    tables = {name: pl.read_csv(source / f"{name}.csv", infer_schema_length=None) for name in COLUMNS}
    in_trial = tables["everybody"].filter(pl.col("project").cast(pl.Int64) == 27)
    for name, columns in COLUMNS.items():
        carried = tables[name].select(columns).join(in_trial.select("who"), on="who", how="semi", maintain_order="left")
        carried.write_parquet(out / f"{name}.parquet", compression="zstd", compression_level=19)
        print(f"{name}.parquet: {carried.height} rows")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="SOURCE", help="folder with the CSV tables of public.ctn0094data")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder to write")
    asked = parser.parse_args()
    carry(asked.source, asked.out)


if __name__ == "__main__":
    main()
