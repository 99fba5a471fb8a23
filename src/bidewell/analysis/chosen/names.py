"""The names in a specification held against the records: each is a factor or the rating, or it is said why not."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from bidewell.analysis.chosen.refusal import Refusal
from bidewell.analysis.events.outcomes import EPISODE_COLUMNS
from bidewell.analysis.events.panel import ROW_COLUMNS, PanelFrames
from bidewell.analysis.model.products import can_have_product
from bidewell.analysis.program import EPISODES_SCHEMA
from bidewell.factors.factor import Factor
from bidewell.factors.protected import is_protected

ALLIANCE = "alliance"
# What every model has without being asked, each with how it is called in the panel.
ALWAYS_IN = (
    "therapist", "new_therapist", "site", "quarter", "period", "week", "session", "time", "prior_episodes",
)  # fmt: skip
# What is known when an episode starts may be adjusted for; the rest of the panel and of the chart came of it.
_BEFOREHAND = frozenset({"prior_episodes", "previous_ending"})
_CAME_OF_IT = (
    frozenset({*ROW_COLUMNS, *EPISODE_COLUMNS, "leaving", "retention", "end", "ending", "ending_judged_by"})
    - _BEFOREHAND
    - {*ALWAYS_IN, "episode", "record_episode", "client", "start", "planned_interval_days", "observed_from"}
)
_IDENTIFIERS = frozenset({"episode", "record_episode", "client"})
# Columns of the format, numbers some of them, that say when care was offered and began, and not who the client is.
_WHEN = frozenset({"referred_on", "first_offered_on", "observed_from", "start", "planned_interval_days"})


@dataclass(frozen=True)
class Known:
    """What the names of a specification may stand for."""

    factors: tuple[Factor, ...]
    panel: PanelFrames
    is_rated: bool

    @property
    def rating(self) -> str:
        """What the followed rating is called in a formula: the alliance, or the instrument that stands in for it."""
        instrument = self.panel.instrument
        return ALLIANCE if instrument is None or instrument.role == ALLIANCE else instrument.name

    @property
    def names(self) -> tuple[str, ...]:
        """All terms these records offer, the rating first."""
        return (*((self.rating,) if self.is_rated else ()), *(factor.name for factor in self.factors))

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the episodes that are known when one starts, and in which clients can be alike."""
        taken = {*ROW_COLUMNS, *EPISODE_COLUMNS, *_CAME_OF_IT, *_IDENTIFIERS, *_WHEN} - _BEFOREHAND
        return tuple(
            name for name, dtype in self.panel.episodes.schema.items() if name not in taken and _is_read(dtype)
        )

    def factor(self, name: str) -> Factor | None:
        """The factor of that name, if these records have one."""
        return next((factor for factor in self.factors if factor.name == name), None)


def refusals_of_terms(terms: tuple[str, ...], adjust: tuple[str, ...], known: Known) -> Iterator[Refusal]:
    """Everything wrong with the names of terms, each name once."""
    for name in dict.fromkeys(terms):
        if terms.count(name) > 1:
            yield Refusal(name, "it is there more than once.", "every term once", "formula")
        elif name in adjust:
            yield Refusal(name, "it is a term and in adjust.", "one of the two", "formula")
        yield from _of_term(name, known)


def _of_term(name: str, known: Known) -> Iterator[Refusal]:
    if is_protected(name):
        expected = f"adjust=({name!r},), which compares within it and ranks nothing by it"
        yield Refusal(name, "this is a protected attribute.", expected, "formula")
    elif name in (ALLIANCE, known.rating):
        yield from _of_rating(name, known)
    elif known.factor(name) is not None:
        return
    elif name in ALWAYS_IN:
        yield Refusal(name, "every model has it already.", "no term for it", "formula")
    elif name in _CAME_OF_IT:
        yield Refusal(name, "this is what came of an episode, or is seen during it.", "what was so before", "episodes")
    elif name in known.panel.episodes.columns or name in EPISODES_SCHEMA:
        yield Refusal(name, "this is a column of episodes and no factor.", _as_adjustment(name, known), "episodes")
    else:
        yield Refusal(name, f"there is no such factor.{_nearest(name, known.names)}", _one_of(known.names), "factors")


def refusals_of_rating(known: Known) -> Iterator[Refusal]:
    """Why the rating that these records describe cannot be followed, where it cannot."""
    if known.panel.instrument is not None:
        yield from _of_rating(known.rating, known)


def _of_rating(name: str, known: Known) -> Iterator[Refusal]:
    instrument = known.panel.instrument
    if name != known.rating:
        expected = f"{known.rating}, the rating that these records repeat"
        yield Refusal(name, "no client-rated alliance is recorded.", expected, "checkins")
    elif instrument is None:
        yield Refusal(name, "no instrument is described.", "instruments with the role alliance", "settings")
    elif not known.is_rated:
        expected = "two ratings or more of one in ten of those who rated, and one in a hundred unlike the others"
        of = f"{instrument.name} ({instrument.item})"
        words = f"too few ratings of {of}, or too much alike, to tell a client from the error of a rating."
        yield Refusal(name, words, expected, "checkins")


def refusals_of_products(
    products: tuple[tuple[str, str], ...], terms: tuple[str, ...], known: Known
) -> Iterator[Refusal]:
    """Products the engine has no term for, or whose parts do not stand alone."""
    for pair in dict.fromkeys(frozenset(pair) for pair in products):
        written = ":".join(sorted(pair, key=lambda name: (name not in (ALLIANCE, known.rating), name)))
        other = known.factor(next(iter(pair - {known.rating}), ""))
        if pair == {known.rating}:
            # In the explaining fit itself a bend would leave the ranking, which reads a straight effect, without one.
            words = "whether its effect bends is fitted beside every model, and told as alliance_bends, alliance_turns."
            yield Refusal(f"{written}:{written}", words, "no term for it", "formula")
        elif known.rating not in pair or other is None or not can_have_product(other):
            yield Refusal(written, "the engine has no such term.", _one_of(possible_products(known)), "formula")
        elif missing := sorted(pair - set(terms)):
            expected = f"{' and '.join(missing)} as a term beside it"
            yield Refusal(written, "a product needs both of its parts.", expected, "formula")
        elif sum(frozenset(one) == pair for one in products) > 1:
            yield Refusal(written, "it is there more than once.", "every term once", "formula")


def possible_products(known: Known) -> tuple[str, ...]:
    """The products these records could carry."""
    rated = known.rating if known.is_rated else ""
    return tuple(f"{rated}:{factor.name}" for factor in known.factors if rated and can_have_product(factor))


def refusals_of_adjustment(adjust: tuple[str, ...], known: Known) -> Iterator[Refusal]:
    """Everything wrong with the columns to adjust for."""
    for name in dict.fromkeys(adjust):
        if adjust.count(name) > 1:
            yield Refusal(name, "it is there more than once.", "every column once", "adjust")
        if name in known.columns:
            continue
        if name in _CAME_OF_IT or name in _IDENTIFIERS:
            yield Refusal(name, "this is not known when an episode starts.", _one_of(known.columns), "episodes")
        elif known.factor(name) is not None:
            yield Refusal(name, "this is a factor and no column of episodes.", f"{name} in the formula", "factors")
        elif name in ALWAYS_IN:
            yield Refusal(name, "every model has it already.", "no adjustment for it", "adjust")
        elif name in _WHEN:
            yield Refusal(name, "clients are not compared within it.", _one_of(known.columns), "episodes")
        elif name in known.panel.episodes.columns:
            yield Refusal(name, "the column holds neither numbers nor text.", "numbers or text", "episodes")
        else:
            words = f"there is no such column.{_nearest(name, known.columns)}"
            yield Refusal(name, words, _one_of(known.columns), "episodes")


def _is_read(dtype: pl.DataType) -> bool:
    """Whether a model reads a column of this type: as numbers, or as values that clients share."""
    return dtype.is_numeric() or dtype in (pl.Boolean, pl.String)


def _as_adjustment(name: str, known: Known) -> str:
    other = _one_of(known.names)
    return f"{other}; to compare within it, adjust=({name!r},)" if name in known.columns else other


def _nearest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


def _one_of(names: tuple[str, ...]) -> str:
    return f"one of {', '.join(names)}" if names else "none: these records hold nothing to name here"
