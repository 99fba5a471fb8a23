"""The fact behind a group's share, in words: what the factor that weighs most in the group is like for each client."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bidewell.analysis.forecasting import forecast_words as words
from bidewell.analysis.forecasting.factor_groups import group_of
from bidewell.analysis.forecasting.in_care import InCare
from bidewell.analysis.forecasting.reasons import Split
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.pressure import OF_TYPE
from bidewell.analysis.model.products import product_of
from bidewell.engine.channels import FIRST
from bidewell.engine.panel import Flags, Floats
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.term import Term
from bidewell.factors.columns import column_words, recorded_words

Texts = NDArray[np.object_]
# Away for longer than this many planned intervals: a session was due, and did not happen.
QUIET_INTERVALS = 1.5
# Or for longer than most who come back: the silence is then what sets the client apart.
NOTICED = 0.75


@dataclass(frozen=True)
class Facts:
    """Words for every client, whether the program could change what they speak of, and whether its link is clear.

    A link is clear where its whole range lies to one side of no difference. Of a factor the ranking says so: nobody
    should read on a client's page which way a thing goes of which the report says that it cannot tell.
    """

    words: Texts
    can_change: Flags
    is_clear: Flags


def facts_of(group: str, found: Split, saved: SavedProgram, clients: InCare, language: str) -> Facts:
    """The facts behind a group's shares."""
    if group == "alliance":
        return _followed(found, saved, language)
    if group == "ratings":
        return _ratings(found, saved, language)
    none = np.zeros(clients.clients, dtype=bool)
    if group == "people":
        # Their own parts are drawn in towards the usual, and seldom sure: no forecast says who does better.
        return Facts(np.full(clients.clients, words.PEOPLE[language], dtype=object), none, none)
    if group == "attendance":
        return Facts(_attendance(saved, clients, language), none, _is_clear_of_attendance(saved, clients))
    return _heaviest(group, found, saved, clients, language)


def is_quiet(clients: InCare) -> Flags:
    """Who has been away for longer than planned."""
    interval = clients.episodes["planned_interval_days"].to_numpy()
    return np.asarray(clients.days_since_contact > QUIET_INTERVALS * interval)


def _followed(found: Split, saved: SavedProgram, language: str) -> Facts:
    """The alliance, or another rating that stands in for it, by its own name."""
    said, name = words.ALLIANCE, "alliance"
    if saved.source is not None and not saved.follows_alliance:
        name = saved.source.name
        said = _of_rating(name.replace("_", " "))
    can_change, is_clear = (
        np.full(found.level.size, one) for one in (saved.follows_alliance, saved.has_clear_link(name))
    )
    return Facts(_chosen(found.level > 0, said, language), can_change, is_clear)


def _ratings(found: Split, saved: SavedProgram, language: str) -> Facts:
    """Of several further ratings, the one that sets each client furthest apart, the group's way, speaks."""
    heaviest = np.stack([_way("ratings", found) * one.predictor for one in found.further.values()]).argmax(axis=0)
    texts = []
    for name, one in found.further.items():
        texts.append(_chosen(one.level > 0, _of_rating(words.rating_words(name)[language]), language))
    is_alliance = np.array([name.startswith(FIRST) for name in found.further])
    is_clear = np.array([_lies_to_one_side(saved.forecast.block(f"{name}_on_leaving")[:, 0]) for name in found.further])
    return Facts(np.stack(texts)[heaviest, np.arange(heaviest.size)], is_alliance[heaviest], is_clear[heaviest])


def _lies_to_one_side(draws: Floats) -> bool:
    """Whether nine in ten of the draws [n] of a coefficient have one sign."""
    range_of = Interval.of(draws)
    return range_of.low > 0 or range_of.high < 0


def _attendance(saved: SavedProgram, clients: InCare, language: str) -> Texts:
    share = np.nan_to_num(_now(clients, "attended_share_before"), nan=1.0)
    usual = saved.typical.columns.get("attended_share_before", 1.0)
    found = _chosen(share >= usual, words.SHARE, language)
    missed, days = clients.missed_since_contact, clients.days_since_contact
    for place in np.flatnonzero(missed > 0):
        found[place] = words.MISSED[language].format(n=missed[place])
    for place in np.flatnonzero(is_quiet(clients) | (clients.still_away < NOTICED)):
        found[place] = words.AWAY[language].format(days=days[place])
    return found


def _is_clear_of_attendance(saved: SavedProgram, clients: InCare) -> Flags:
    """Silence speaks for itself; a share of sessions attended as far as the records bear it out."""
    share, model = "attended_share_before", saved.forecast
    is_clear = share in model.layout and _lies_to_one_side(model.block(share)[:, 0])
    silent = (clients.missed_since_contact > 0) | is_quiet(clients) | (clients.still_away < NOTICED)
    return np.asarray(silent | is_clear)


def _heaviest(group: str, found: Split, saved: SavedProgram, clients: InCare, language: str) -> Facts:
    """Of several factors in a group, the one that sets each client furthest apart, the group's way, speaks."""
    named = {factor.name: factor for factor in saved.factors}
    terms = [term for term in saved.forecast.terms if group_of(term, named) == group and _speaks(term)]
    if not terms:
        none = np.zeros(clients.clients, dtype=bool)
        return Facts(np.full(clients.clients, words.OTHER[language], dtype=object), none, none)
    weight = np.stack([_way(group, found) * _apart(term, found, saved, clients) for term in terms])
    heaviest = weight.argmax(axis=0)
    texts = np.stack([_fact(term, saved, clients, language) for term in terms])
    changeable = np.array([term.factor in named and named[term.factor].can_be_changed for term in terms])
    is_clear = np.array([saved.has_clear_link(term.factor) for term in terms])
    return Facts(texts[heaviest, np.arange(clients.clients)], changeable[heaviest], is_clear[heaviest])


def _way(group: str, found: Split) -> Floats:
    """Which way the predictor of leaving goes with a group's shares of the chance of staying: 1 up, -1 down."""
    return np.asarray(-np.sign(found.shares[:, found.groups.index(group)]))


def _speaks(term: Term) -> bool:
    if isinstance(term, Category) and term.column.endswith(OF_TYPE):
        return False  # the pressure itself speaks
    return isinstance(term, Pressure) or (isinstance(term, (Category, Covariate)) and term.quantity == "leaving")


def _apart(term: Term, found: Split, saved: SavedProgram, clients: InCare) -> Floats:
    """A factor's part of the predictor now, less its average in the program: of its own term and all that go with it.

    A product with the alliance has its share by the level midway between the client's and the typical one. Its columns
    are centred: on average it is nothing.
    """
    model = saved.forecast
    rows = {name: values.reshape(-1, clients.clients)[1] for name, values in clients.ahead.items()}
    apart, midway = np.zeros(clients.clients), found.believed - found.level / 2
    for block in (block for one in (term, *_spoken_for(term, saved)) for block in one.blocks(rows)):
        part = block.contribution(model.block(block.name, model.means))
        if block.quantity == "leaving":
            apart += part - saved.typical.blocks.get(block.name, 0.0)
        elif block.quantity == "loading":
            apart += part * midway
    return apart


def _spoken_for(term: Term, saved: SavedProgram) -> list[Term]:
    """The terms that say something of the same factor and have no words of their own: its types, its products."""
    subject = _subject(term)
    return [one for one in saved.forecast.terms if not _speaks(one) and subject and _subject(one) == subject]


def _subject(term: Term) -> str:
    if isinstance(term, Category) and not term.factor:
        return term.column.removesuffix(OF_TYPE)
    return product_of(term) or term.factor


def _fact(term: Term, saved: SavedProgram, clients: InCare, language: str) -> Texts:
    if isinstance(term, Pressure):
        active, after = _now(clients, f"{term.factor}.active") > 0, _now(clients, f"{term.factor}.after") > 0
        name = _name(term.factor, saved, language)
        said = {state: one[language].format(factor=name) for state, one in words.PRESSURE.items()}
        return np.where(active, said["active"], np.where(after, said["after"], said["none"])).astype(object)
    if isinstance(term, Category):
        return _category(term, saved, clients, language)
    assert isinstance(term, Covariate)
    return _number(term, saved, clients, language)


def _number(term: Covariate, saved: SavedProgram, clients: InCare, language: str) -> Texts:
    value, name = _now(clients, term.column).astype(float), _name(term.column, saved, language)
    yes_no = saved.kinds.get(term.factor) == "binary"
    known, usual = (words.YES_NO, 0.5) if yes_no else (words.NUMBER, saved.typical.columns.get(term.column, 0.0))
    found = _chosen(value > usual, {more: _filled(one, factor=name) for more, one in known.items()}, language)
    found[np.isnan(value)] = words.UNKNOWN[language].format(factor=name)
    return found


def _category(term: Category, saved: SavedProgram, clients: InCare, language: str) -> Texts:
    name = _name(term.column, saved, language)
    is_ride = saved.kinds.get(term.factor) == "ride"

    def said(value: Any) -> str:
        if not isinstance(value, str):
            return words.UNKNOWN[language].format(factor=name)
        told = words.RIDE[value] if is_ride and value in words.RIDE else recorded_words(term.column, value)
        return words.VALUE[language].format(factor=name, value=told[language])

    return np.array([said(value) for value in _now(clients, term.column)], dtype=object)


def _name(factor: str, saved: SavedProgram, language: str) -> str:
    known = {one.name: one.words[language] for one in saved.factors}
    return known.get(factor) or column_words(factor)[language]


def _now(clients: InCare, column: str) -> NDArray[Any]:
    """A column at the first step ahead, [clients]."""
    return np.asarray(clients.ahead[column].reshape(-1, clients.clients)[1])


def _chosen(more: Flags, said: "dict[bool, words.Words] | Any", language: str) -> Texts:
    return np.where(more, said[True][language], said[False][language]).astype(object)


def _of_rating(rating: str) -> dict[bool, words.Words]:
    return {more: _filled(higher, rating=rating) for more, higher in words.RATING.items()}


def _filled(said: words.Words, **values: str) -> words.Words:
    return {language: text.format(**values) for language, text in said.items()}
