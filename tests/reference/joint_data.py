"""Two public studies of a marker and an event, as joint models are fitted to them: `aids` and `pbc2`.

Who is followed may have the event at any time, so every period is at risk. A row in the middle of each period asks about
the event; a row of its own, at its exact time, holds each measurement.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Flags, Floats, Integers, Panel
from bidewell.engine.process import ScalarPriors
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.term import Standard

# Flat, but for the patch, of which a classical joint model has none: its share is held at e^-20, whatever lasts of it.
CLASSICAL = ScalarPriors(
    mean=(-0.2, -0.7, -20.0, 1.1), sd=(np.inf, np.inf, 1e-3, 1.0), correlation_sd=np.inf, growth=(-1.5, np.inf)
)
PIECES = 7


@dataclass(frozen=True)
class Followed:
    """Measurements (person, when, marker) and people (until when, with the event or not, on the drug), by row.

    `growth` is the time, in the study's unit, by which slopes are given to the engine; it changes no answer.
    """

    person: Integers
    measured_at: Floats
    marker: Floats
    until: Floats
    event: Flags
    drug: Floats | None
    growth: float

    @property
    def standard(self) -> Standard:
        """The marker's centre and spread: the engine works near one."""
        return Standard.learn(self.marker)


def read_aids(folder: Path) -> Followed:
    """467 people, the square root of CD4, months to death; ddI or ddC."""
    visits = pl.read_csv(folder / "aids" / "aids.csv")
    people = visits.unique("patient", keep="first", maintain_order=True)
    return Followed(
        visits["patient"].rle_id().to_numpy().astype(np.int64),
        visits["obstime"].to_numpy().astype(float),
        visits["CD4"].to_numpy(),
        people["Time"].to_numpy(),
        people["death"].to_numpy() == 1,
        (people["drug"] == "ddI").to_numpy().astype(float),
        growth=10.0,
    )


def read_pbc2(folder: Path) -> Followed:
    """312 people, log bilirubin, years to death or transplant."""
    visits = pl.read_csv(folder / "pbc2" / "pbc2.csv", null_values="NA")
    people = visits.unique("id", keep="first", maintain_order=True)
    return Followed(
        visits["id"].rle_id().to_numpy().astype(np.int64),
        visits["year"].to_numpy(),
        np.log(visits["serBilir"].to_numpy()),
        people["years"].to_numpy(),
        (people["status"] != "alive").to_numpy(),
        drug=None,
        growth=5.0,
    )


def joint_model(study: Followed, width: float, smooth: bool = False) -> Model:
    """The event's hazard by the marker's current level; a baseline in JM's seven pieces, or the product's smooth one."""
    panel = panel_of(study, width)
    hazard = np.log(width * study.event.sum() / study.until.sum())
    effect = Block("alliance", "loading", ("",), np.ones((panel.rows, 1)), prior_sd=np.inf)
    baseline = smooth_baseline(panel, hazard) if smooth else pieces(study, panel, hazard)
    drug = [] if study.drug is None else [study.drug[panel.client, None]]
    drugs = [Block("drug", "leaving", ("",), given, prior_sd=np.inf) for given in drug]
    return Model(panel, (level_block(study, panel), effect, *baseline, *drugs), latent=CLASSICAL, growth=study.growth)


def pieces(study: Followed, panel: Panel, hazard: float) -> tuple[Block, ...]:
    """Constant between JM's own cuts, which are quantiles of all times of follow-up, not of the events'."""
    cuts = np.quantile(study.until, np.linspace(0.0, 1.0, PIECES + 1))[1:-1]
    piece, names = np.searchsorted(cuts, panel.period).astype(np.int64), tuple(str(one + 1) for one in range(PIECES))
    return (Block("baseline", "leaving", names, level_of_row=piece, prior_mean=hazard, prior_sd=np.inf),)


def smooth_baseline(panel: Panel, hazard: float) -> tuple[Block, ...]:
    """The product's own: a penalised spline in log time, its smoothness estimated."""
    asked, flat = panel.period[panel.at_risk], np.inf
    course = Baseline.learn("baseline", "leaving", asked, intercept_mean=hazard, intercept_sd=flat, slope_sd=flat)
    return course.blocks({"period": panel.period})


def longitudinal_model(study: Followed) -> Model:
    """The measurements alone, in their own unit: a random intercept and a random slope."""
    no = np.zeros(study.person.size, dtype=bool)
    ones = np.ones(study.person.size)
    panel = Panel(study.person, study.measured_at, study.marker, ones, no, no, no, ~no, no)
    return Model(panel, (level_block(study, panel),), latent=CLASSICAL, growth=study.growth)


def level_block(study: Followed, panel: Panel) -> Block:
    """The marker's course, which is part of the level that the hazard depends on."""
    time = panel.period / study.growth
    columns = [np.ones(panel.rows), time]
    if study.drug is not None:
        columns += [time * study.drug[panel.client]]
    names = ("intercept", "time", "time_by_drug")[: len(columns)]
    return Block("course", "level", names, np.column_stack(columns), prior_sd=np.inf)


def panel_of(study: Followed, width: float) -> Panel:
    """Periods of one width and the standardised measurements between them; an event's period counts whole."""
    rows = pl.concat([periods_of(study, width), measurements_of(study)]).sort("person", "time")
    column, no = {name: rows[name].to_numpy() for name in rows.columns}, np.zeros(rows.height, dtype=bool)
    first = (column[name] for name in ("person", "time", "marker", "count", "at_risk", "left"))
    return Panel(*first, agreed=no, scored=~no, renewed=no)


def periods_of(study: Followed, width: float) -> pl.DataFrame:
    """A row in the middle of each period of follow-up; a last period without an event is rounded."""
    until = study.until / width
    periods = np.where(study.event, np.ceil(until), np.round(until)).astype(np.int64)
    person = np.repeat(np.arange(until.size), periods)
    number = np.arange(person.size) - np.repeat(np.cumsum(periods) - periods, periods)
    left = study.event[person] & (number == periods[person] - 1)
    times = {"person": person, "time": (number + 0.5) * width}
    return pl.DataFrame(times | {"marker": 0.0, "count": 0.0, "at_risk": True, "left": left})


def measurements_of(study: Followed) -> pl.DataFrame:
    """A row at the time of each measurement, at which nobody is asked about the event."""
    seen = {"person": study.person, "time": study.measured_at, "marker": study.standard.apply(study.marker)}
    return pl.DataFrame(seen | {"count": 1.0, "at_risk": False, "left": False})
