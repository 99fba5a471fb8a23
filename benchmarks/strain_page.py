"""What `strain.py` found, as its page: three tables, a row a world."""

import numpy as np
from kept_lines import Line

from bidewell.engine.strain_rule import FALSE_ALARMS

# What may be told of a strain in the end.
VERDICTS = ("not_back", "as_expected", "beyond_expected")
FALSE = ("fires", "fires_beside_ruptures", "point_below", "returns_fire", "returns_point_below")
FOUND = ("found", "found_as_seldom", "found_point_below")
PAGE = """# Strain told, and what comes back by itself

How often strain is told in programs in which nothing but ordinary ups and downs goes on, and how often where an
alliance has ruptured. Simulated programs of {clients} clients and {weeks} weeks, four in five rated; each is fitted,
and what is told week by week is told with that fit. Means over programs in percent, standard errors in brackets. Made
by `python benchmarks/strain.py --programs 20`; a line a program and world is in `strain.jsonl`.

## Where nothing has happened

Stated: at no more than {rate} of 100 ratings. *Beside ruptures* counts the clients without one in programs in which
one client in ten has one. *A point below* is the rule of existing products: a total of 40 lies a point or more (a fifth
of a standard deviation of ratings) below the last session's. *Returns* are ratings where a patch of more than one
standard deviation was over, within half of one of the client's norm: a fall of the rating, and none of the alliance.

| world | programs | fires | beside ruptures | a point below | returns: fires | returns: a point below |
|---|---|---|---|---|---|---|
{false}

## Where an alliance has ruptured

One client in ten has a sudden fall in one week, from wherever the patch is, of twice the standard deviation of what is
passing and error together; it fades as patches do. Found: at that week's rating or the next week's (one in twenty-five
has neither). *A fall as seldom told* is the products' rule with the size of fall at which it fires as seldom as strain
does where nothing has happened.

| world | programs | strain | a fall as seldom told | a point below |
|---|---|---|---|---|
{found}

## What comes back by itself

In the programs without ruptures. *Drops made good*: of falls of a standard deviation of ratings from one to the next,
how many came back to within half of one in the next three. Of strains told: how many of 100 the fit expected to be back
near the norm one and four weeks on, and how many truly were; and what was told in the end of all strains, those of the
last weeks among them: "not back" are those that were open when the {weeks} weeks were over, "sooner" those that were
seen back where fewer than one in three would be by then. Nobody acted on any of them.

| world | drops made good | strains | 1 week on: expected, true | 4 weeks on | not back | as expected | sooner |
|---|---|---|---|---|---|---|---|
{repair}
"""


def page(lines: list[Line], clients: int, weeks: int) -> str:
    """Three tables, a row a world."""
    worlds = dict.fromkeys(line["world"] for line in lines)
    told = {name: [line for line in lines if line["world"] == name] for name in worlds}
    rate = f"{100 * FALSE_ALARMS:.0f}"
    return PAGE.format(
        rate=rate,
        clients=clients,
        weeks=weeks,
        false="\n".join(_row(name, those, FALSE) for name, those in told.items()),
        found="\n".join(_row(name, those, FOUND) for name, those in told.items()),
        repair="\n".join(_of_repair(name, those) for name, those in told.items()),
    )


def _row(name: str, lines: list[Line], columns: tuple[str, ...]) -> str:
    return (
        " | ".join([f"| {name}", str(len(lines)), *(_percent([line[one] for line in lines]) for one in columns)]) + " |"
    )


def _percent(shares: list[float | None]) -> str:
    """Mean over programs in percent, and its standard error."""
    known = 100 * np.array([one for one in shares if one is not None])
    return f"{known.mean():.1f} ({known.std(ddof=1) / np.sqrt(known.size):.1f})" if known.size > 1 else "–"


def _of_repair(name: str, lines: list[Line]) -> str:
    weight = np.array([line["strains"] for line in lines])
    known = [line for line in lines if line["strains"]]
    cells = ["–"] * 2
    if known:
        expected, came = (
            100 * np.average([line[one] for line in known], axis=0, weights=weight[weight > 0])
            for one in ("expected_back", "came_back")
        )
        cells = [f"{expected[week]:.0f}, {came[week]:.0f}" for week in (0, -1)]
    counts = [sum(line["verdicts"][one] for line in lines) for one in VERDICTS]
    dropped = _percent([line["drops_repaired"] for line in lines])
    return " | ".join([f"| {name}", dropped, str(int(weight.sum())), *cells, *map(str, counts)]) + " |"
