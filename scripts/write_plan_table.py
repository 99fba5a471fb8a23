"""What can be told after how many months, for programs of several sizes: `simulate/plan_table.json`, made anew.

A plan takes ten seconds and a compiler, so the clinic's pages read this table instead of making one.
"""

import json
from pathlib import Path

from bidewell.simulate.plan import plan
from bidewell.simulate.plan_table import FILE, PACES

SEED = 1


def main() -> None:
    paces = {}
    for pace in PACES:
        planned = plan(pace, {}, SEED)
        paces[str(pace)] = {one.question: dict(one.months) for one in planned.questions}
    table = {"seed": SEED, "chance_of_telling": 0.8, "admissions_per_month": paces}
    Path(FILE).write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
