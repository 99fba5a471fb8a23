"""From a formula and records to the records, panel and terms of one model, or everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from bidewell.analysis.chosen.formula import Formula
from bidewell.analysis.chosen.names import (
    Known,
    refusals_of_adjustment,
    refusals_of_products,
    refusals_of_rating,
    refusals_of_terms,
)
from bidewell.analysis.chosen.refusal import Refusal, SpecificationRefused
from bidewell.analysis.events.definitions import Definition
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.analysis.events.periods import Grid
from bidewell.analysis.model.engine_rows import EngineRows, has_repeated_ratings
from bidewell.analysis.model.factor_names import refuse_taken_names
from bidewell.analysis.model.factor_values import factors_in
from bidewell.analysis.model.laid_out import lay_out
from bidewell.analysis.model.products import WAYS, can_have_product, product_of
from bidewell.analysis.model.rating_kind import kind_of_ratings
from bidewell.analysis.model.specification import Choices, Priors
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.ratings import Gaussian, Ratings
from bidewell.engine.terms.term import Term
from bidewell.factors.factor import Factor
from bidewell.factors.on_the_path import is_on_the_path
from bidewell.factors.protected import is_protected

_EARLY_ENOUGH = "values of 11 clients or more, not all the same, from no later than the episode's start"


@dataclass(frozen=True)
class Asked:
    """What a specification says: formula, columns to compare within, the rule that says who left, grid, and priors."""

    formula: Formula
    adjust: tuple[str, ...]
    definition: Definition
    grid: Grid
    priors: Priors = "named"


@dataclass(frozen=True)
class Chosen:
    """One model before it is fitted: only what was asked for, as the engine will read it.

    `whole` is the panel of all that is recorded, `panel` the one fitted. `explain` and `forecast` are the terms under
    the two priors. `not_asked` are terms that the records offer and the formula left out, `dropped` what a dot meant
    and the model could not use, each with why.
    """

    records: ProgramRecords
    whole: PanelFrames
    panel: PanelFrames
    rows: EngineRows
    factors: tuple[Factor, ...]
    choices: Choices
    explain: tuple[Term, ...]
    forecast: tuple[Term, ...]
    not_asked: tuple[str, ...]
    dropped: tuple[Refusal, ...] = ()

    @property
    def is_rated(self) -> bool:
        """Whether a rating is followed."""
        return bool((self.rows.panel.rating_count > 0).any())

    @property
    def ratings(self) -> Ratings:
        """How the ratings are read: as measurements, as cut off at the ends of their scale, or as ordered values."""
        alliance = self.rows.panel.ratings[0]
        return kind_of_ratings(alliance, self.rows.rating, self.panel.instrument) if self.is_rated else Gaussian()


def choose(asked: Asked, records: ProgramRecords) -> Chosen:
    """Lay out what was asked. Raises SpecificationRefused with everything that is wrong with it.

    Raises NothingToFit where no contact's outcome is known. Time: two panels, no fit.
    """
    refuse_taken_names(records.factors["name"].unique().to_list())
    whole = build_panel(records, asked.definition, asked.grid)
    known = Known(factors_in(records), whole, has_repeated_ratings(whole))
    terms = _terms(asked, known)
    wrong = [
        *refusals_of_terms(asked.formula.terms, asked.adjust, known),
        *refusals_of_products(asked.formula.products, terms, known),
        *refusals_of_adjustment(asked.adjust, known),
    ]
    if wrong:
        raise SpecificationRefused(wrong)
    chosen = _laid_out(asked, terms, records, known)
    missing = [*_without_a_term(chosen), *_without_adjustment(chosen)]
    named = {*asked.formula.terms, *asked.adjust}
    refused = [one for one in missing if one.column in named]
    refused += _products_not_there(chosen, asked.formula, known)
    if refused:
        raise SpecificationRefused(refused)
    unread = refusals_of_rating(known) if asked.formula.everything else ()
    return replace(chosen, dropped=(*unread, *missing))


def _terms(asked: Asked, known: Known) -> tuple[str, ...]:
    """The terms meant: those named, and with a dot all that may be ranked."""
    every = [name for name in known.names if not is_protected(name)] if asked.formula.everything else []
    return tuple(dict.fromkeys([*asked.formula.terms, *every]))


def _laid_out(asked: Asked, terms: tuple[str, ...], records: ProgramRecords, known: Known) -> Chosen:
    only = _only(asked, terms, records, known)
    panel = build_panel(only, asked.definition, asked.grid)
    without = () if asked.formula.everything else _not_multiplied(asked.formula, factors_in(only))
    explain = lay_out(only, panel, Choices(adjust=asked.adjust, without_products=without, priors=asked.priors))
    forecast = lay_out(only, panel, replace(explain.choices, purpose="forecast"))
    not_asked = tuple(name for name in known.names if name not in terms)
    choices, panel, rows, factors, terms_to_explain = explain
    return Chosen(only, known.panel, panel, rows, factors, choices, terms_to_explain, forecast.terms, not_asked)


def _not_multiplied(formula: Formula, factors: tuple[Factor, ...]) -> tuple[str, ...]:
    multiplied = {name for pair in formula.products for name in pair}
    return tuple(one.name for one in factors if can_have_product(one) and one.name not in multiplied)


def _only(asked: Asked, terms: tuple[str, ...], records: ProgramRecords, known: Known) -> ProgramRecords:
    """The records with the factors asked for, and with a rating to follow only where that was asked for."""
    factors = records.factors.filter(pl.col("name").is_in(list(terms)))
    is_followed = known.rating in terms or asked.formula.everything
    settings = records.settings if is_followed else replace(records.settings, instruments=())
    return replace(records, settings=settings, factors=factors)


def _without_a_term(chosen: Chosen) -> Iterator[Refusal]:
    """Factors that were asked for and that no term of the explaining model is about, each with why."""
    told = {term.factor for term in chosen.explain}
    foretold = {term.factor for term in chosen.forecast}
    for factor in chosen.factors:
        if factor.name in told:
            continue
        later = _measured_later(chosen.records, factor.name) if is_on_the_path(factor) else 0
        if factor.name in foretold and later:
            words = f"in {later} of its rows it was measured after treatment began, and may follow from the alliance."
            yield Refusal(factor.name, words, _EARLY_ENOUGH, "factors, column from")
        else:
            yield _no_difference(factor, chosen)


def _measured_later(records: ProgramRecords, name: str) -> int:
    own = records.factors.filter(pl.col("name") == name).join(records.episodes.select("episode", "start"), on="episode")
    return int((own["from"] > own["start"]).sum())


def _no_difference(factor: Factor, chosen: Chosen) -> Refusal:
    if factor.kind in ("ride", "category"):
        values = len(set(chosen.rows.columns[factor.name].tolist()) - {None})
        if values > 1:
            read = "it is read as categories, and " if factor.kind == "category" else ""
            words = f"{read}no value but the commonest is held by 11 clients or more."
            return Refusal(factor.name, words, "two values or more, each of 11 clients", "factors, column value")
    words = "it is the same for everybody who is asked about, or known of nobody."
    return Refusal(factor.name, words, "values that differ between clients or over time", "factors, column value")


def _without_adjustment(chosen: Chosen) -> Iterator[Refusal]:
    there = {column for term in chosen.explain if (column := getattr(term, "column", None))}
    for name in chosen.choices.adjust:
        if name in there:
            continue
        column = chosen.rows.columns[name]
        if column.dtype == object and len(set(column.tolist()) - {None}) > 1:
            words, expected = "no value but the commonest is held by 11 clients or more.", "values of 11 clients each"
        else:
            words, expected = "it is the same for everybody who is asked about.", "values that differ"
        yield Refusal(name, words, expected, "episodes")


def _products_not_there(chosen: Chosen, formula: Formula, known: Known) -> Iterator[Refusal]:
    there = [factor for term in chosen.explain if (factor := product_of(term))]
    for pair in formula.products:
        factor = next(name for name in pair if name != known.rating)
        if factor not in there:
            yield _product_not_there(chosen, factor, known)


def _product_not_there(chosen: Chosen, factor: str, known: Known) -> Refusal:
    written = f"{known.rating}:{factor}"
    if factor in WAYS:
        other = next((one.name for one in chosen.factors if one.name in WAYS and one.name != factor), "")
        expected = f"{known.rating}:{other}" if other else "no product"
        return Refusal(written, "of two ways, one has a product with the alliance.", expected, "formula")
    words = "those who used a ride are compared with those who were offered one and did not use it."
    return Refusal(written, words, "11 clients or more of each, of one kind of ride", "factors, column value")
