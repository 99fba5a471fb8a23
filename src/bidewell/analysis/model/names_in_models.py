"""Every name that a model may hold beside its factors' own: read off models of a made-up program that records it all.

Laid out by the same functions as any program's, so that a name that a term is given anywhere is known here.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np

from bidewell.analysis.events.further_ratings import READ_FIRST
from bidewell.analysis.model.engine_rows import EngineRows, Levels
from bidewell.analysis.model.specification import FEWEST_THERAPISTS, Choices, specification
from bidewell.analysis.model.together_terms import together_terms
from bidewell.domain.sessions import Rater
from bidewell.engine.channels import COUNTED, Channels
from bidewell.engine.panel import Counts, Panel
from bidewell.engine.process import scalar_names
from bidewell.engine.terms.term import Standard, Term
from bidewell.factors.table import named_factor

# Enough of each other for every comparison that needs some.
_CLIENTS, _PERIODS = 360, 2
_FACTORS = (
    named_factor("travel_minutes", "numeric"), named_factor("court_order", "pressure"),
    named_factor("ride_support", "ride"),
)  # fmt: skip
_FURTHER = tuple(
    role if rater == Rater.CLIENT else f"{role}_{rater}" for role in READ_FIRST for rater in Rater
)  # as `further_ratings.rating_name` has them
_MODELS = (Choices(split=True), Choices(bend=True), Choices(purpose="forecast"))


@cache
def names_in_models() -> frozenset[str]:
    """Blocks, standard deviations and the latent process's numbers that are no factor's."""
    return frozenset(
        ("latent", *scalar_names(Channels(growth=True)), *(name for name in _names() if not _of_factor(name)))
    )


@cache
def parts_of_factors() -> frozenset[str]:
    """What follows a factor's name in the name of a further block of its own: _missing, _rating and the like."""
    return frozenset(part for name in _names() for part in _of_factor(name) if part)


def _of_factor(name: str) -> tuple[str, ...]:
    """What follows the factor's name, if it begins with one."""
    return tuple(name.removeprefix(one.name) for one in _FACTORS if name.startswith(one.name))


@cache
def _names() -> tuple[str, ...]:
    rows = _rows()
    blocks = [block for term in _terms(rows) for block in term.blocks(rows.columns)]
    return (*(block.name for block in blocks), *(block.scale for block in blocks if block.scale))


def _terms(rows: EngineRows) -> Iterator[Term]:
    for choices in _MODELS:
        terms = specification(rows, _FACTORS, {}, choices)
        yield from (*terms, *together_terms(rows, terms))


def _rows() -> EngineRows:
    number = np.arange(_CLIENTS * _PERIODS)
    client, period = np.divmod(number, _PERIODS)
    some = client % 2 == 0
    of = np.full(number.size, 4.0)
    panel = Panel(
        client=client, period=period.astype(float), rating=some.astype(float), rating_count=np.ones(number.size),
        at_risk=period >= 0, left=period < 0, agreed=some & (period > 0), scored=period >= 0, renewed=period < 0,
        counts={channel: Counts(of * some, of) for channel in COUNTED},
    )  # fmt: skip
    columns = {
        "client": client.astype(str), "period": period.astype(float), "quarter": client % 4, "site": client % 2,
        "therapist": client % FEWEST_THERAPISTS, "group_session": client % 2 - 1,
        "travel_minutes": np.where(client % 3 == 0, np.nan, client), "court_order.active": some.astype(float),
        "court_order.weeks": period.astype(float), "court_order.after": (~some).astype(float),
        "court_order.type": np.array(["one", "other", "third"], dtype=object)[client % 3],
        "ride_support": np.array(["none", "offered", "used"], dtype=object)[client % 3],
    } | {
        name: np.where(client % 3 == 0, np.nan, client)
        for name in ("prior_episodes", "new_therapist", "attended_share_before", "missed_before")
    }  # fmt: skip
    therapists = tuple(map(str, range(FEWEST_THERAPISTS)))
    levels = Levels(therapists, site=("0", "1"), quarter=("0", "1", "2", "3"), group_session=("0",))
    whole = Standard(0.0, 1.0)
    return EngineRows(panel, columns, levels, whole, number, tuple(map(str, range(_CLIENTS))),
                      dict.fromkeys(_FURTHER, whole))  # fmt: skip
