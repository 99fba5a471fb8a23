"""What was learned: ranking, claims, forecasts and parameters as tables, the verdict in words, figures, the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from bidewell.analysis.answered.answers import Answers
from bidewell.analysis.answers.fair_comparison import KINDS
from bidewell.analysis.answers.ranking import WINDOW_ENDS
from bidewell.analysis.chosen.choosing import Chosen
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.specification import ChoicesRefused
from bidewell.library import arguments, tables
from bidewell.report.document import answered_sections
from bidewell.report.language import Language
from bidewell.report.parts.modelled import coefficients_and_spreads

if TYPE_CHECKING:
    from xarray import DataTree

    from bidewell.analysis.answers.fair_comparison import Kind
    from bidewell.library.figure import Figure
    from bidewell.library.program import Program
    from bidewell.library.specification import Specification
    from bidewell.report.sections.view import Figure as PageFigure

WINDOWS = ("whole", *WINDOW_ENDS)


@dataclass(frozen=True, eq=False)  # it holds tables: equal to itself alone
class Fitted:
    """A fitted specification. Intervals hold nine in ten; links are not causes; "cannot tell" is an answer.

    `print` it for the answer in words. `explain` is the explaining fit itself, with its draws; `answers` has the fits
    beside it and everything else the tables are made of. Under flat priors there is the explaining fit alone: its
    `summary` and `arviz`; whatever ranks, claims, compares or forecasts raises ChoicesRefused, a ValueError.
    """

    program: Program = field(repr=False)
    specification: Specification
    chosen: Chosen = field(repr=False)
    explain: FittedProgram = field(repr=False)
    answered: Answers | None = field(repr=False)
    _made: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def answers(self) -> Answers:
        """All that follows from the fits. Raises ChoicesRefused under flat priors: nothing does."""
        if self.answered is None:
            raise not_under_flat_priors()
        return self.answered

    def ranking(self, window: str | None = "whole", language: str = "en") -> pl.DataFrame:
        """What goes with staying, the largest change first.

        window    "whole" for all of care, "0-4", "5-12" or "13+" (weeks, or sessions), None for all of them
        language  of the words: "en" or "es"

        Columns: factor and words; stayed_at_minus and stayed_at_plus, of 100 at 90 days (12 sessions), one standard
        deviation of the factor's part to either side; more_of_100 with its interval; weeks_longer; largest_before and
        largest_after the data: chances of being the largest; own_effect: chance that its own part is not negligible;
        per_person_of_100: one person against another, as `per_person` says; depends_on_how_you_ask; n clients.
        docs/method.md says how each is made.
        """
        if window is not None:
            arguments.one_of("window", window, WINDOWS, "; or None for all of them")
        table = tables.ranking_table(self._sections(language)["ranking"])
        return table if window is None else table.filter(pl.col("window") == window)

    def claims(self, language: str = "en") -> pl.DataFrame:
        """One row per claim: supported, contradicted or cannot tell, and why.

        Columns: claim, the name that docs/method.md knows it by; verdict; estimate with its 90 % interval in low and
        high; scale, what these are: of 100 clients, hazard ratio (of leaving), log hazard ratio, odds ratio,
        correlation, standard deviations (of ratings), chance of being largest, or none where nothing was estimated;
        why and words; n clients, null below 11; definition of leaving.
        """
        return tables.claims_table(self._sections(language)["claims"])

    def summary(self, language: str = "en") -> pl.DataFrame:
        """Prior beside posterior of every coefficient asked for and every estimated spread, in the explaining model.

        `prior_low` to `prior_high` and `low` to `high` hold nine in ten; hazard ratios, their mean geometric, and
        standard deviations as `scale` says; `moved` is whether the data said more than the prior did. A flat prior has
        no ends: null. Beneath them `together...`, where the fit of everything observed is to be trusted: what follows
        a passing change of each rating (`after`), what lasts together (`lasting`: correlations), and what each rating
        goes with in leaving, attending and answering (`left`, `attended`, `answered`: hazard ratio, odds ratios).
        """
        if self.answered is None:
            return tables.parameters_table(coefficients_and_spreads(self.explain, Language(language)))
        return tables.parameters_table(self._sections(language)["parameters"])

    def arviz(self, seed: int = 0, fit: Literal["explain", "together"] = "explain") -> DataTree:
        """The explaining fit in ArviZ's groups, an `xarray.DataTree` that ArviZ reads as it is or as netCDF.

        With `fit` "together" that of everything observed at once, with further ratings and counts as well.

        posterior             [chain, draw, ...]: coefficients as log hazard ratios, spreads as standard deviations
        log_likelihood        [chain, draw, episode]
        posterior_predictive  ratings on the instrument's scale [..., rated_row]; left and agreed [..., contact]
        observed_data         the same as recorded

        `seed` draws the predictive. It names episodes and holds their ratings: keep it as you keep records. Raises
        ExportMissing (an ImportError) without the extra `arviz`, ValueError where there is no such fit. Time and
        memory: linear in draws x rows. The groups: docs/method.md.
        """
        from bidewell.analysis.checks.arviz_groups import arviz_groups

        arguments.one_of("fit", fit, ("explain", "together"))
        seed = arguments.seeded(seed)
        together = self.answered.fits.together if self.answered else None
        of = self.explain if fit == "explain" else together
        if of is None:
            raise ValueError(
                f"fit {fit!r}: nothing beside alliance and leaving is recorded often enough, or was asked for; "
                "or it could not be made"
            )
        return arviz_groups(of, seed)

    def forecasts(self, as_of: date | None = None, language: str = "en") -> pl.DataFrame:
        """Each current client's chance of staying, as of a day (the extract date): to the next session, 30 and 90 days.

        Staying is not leaving: other endings (moved, jailed, put out) are not foreseen, and count as stayed. One row
        per client in care that day; of nobody, no rows.

        Columns: episode, client, as_of; state, in a word or two; stayed_next_session, stayed_30_days, stayed_90_days:
        chances between 0 and 1, each with its 90 % interval in `_low` and `_high`; reasons in words, with the points
        of 100 by which each sets the client apart from a typical one; last_contact_on, the last attended session;
        ratings_used, how many ratings it rests on. Raises TypeError for what is no day, ValueError for one after the
        extract date. Time: about a second for 5,000 clients; nothing is fitted.
        """
        from bidewell.analysis.forecasting.forecasts import forecast_clients
        from bidewell.exchange.forecast_file import forecast_frame

        code = Language(language).code
        extract_date = self.program.records.settings.extract_date
        if as_of is not None:
            arguments.day("as_of", as_of)
        if as_of is not None and as_of > extract_date:
            raise ValueError(f"as_of: these records end on {extract_date}; no forecast can stand on a later day")
        return forecast_frame(forecast_clients(self.chosen.records, self._saved({}), as_of, code))

    def comparison(self, kind: Kind = "therapist") -> pl.DataFrame:
        """Therapists, or sites ("site"), side by side: those of eleven clients or more, fewest staying first.

        Of clients alike in all that is recorded, how many of 100 stay through 90 days (12 sessions), and how many more
        than with whom the average client has; drawn in towards that. No judgement of anyone's work: clients do not
        come to people by chance.

        Columns: name, that of the records: for their owner; clients seen; more_of_100 and stayed_of_100, each with its
        90 % interval in `_low` and `_high`; answer: whether "more" or "fewer" stay, by two of 100 at least, or "cannot
        tell". Empty where there are no two.
        """
        arguments.one_of("kind", kind, KINDS)
        return tables.comparison_table(next((one for one in self.answers.comparisons if one.kind == kind), None))

    def verdict(self, language: str = "en") -> str:
        """What goes with staying most, in a sentence; or that nobody can tell, and why."""
        return str(self._sections(language)["verdict"]["words"])

    @property
    def is_trusted(self) -> bool:
        """Whether the draws passed their check; where not, every verdict is "cannot tell"."""
        return self.explain.model.diagnostics.trusted

    def figure(self, key: str = "ranking", language: str = "en") -> Figure:
        """A figure of the report with its words, by its key on the page: ranking, windows, parameters, staying, ...

        Raises ValueError naming the figures there are. All of a language are drawn when the first is asked for.
        """
        from bidewell.library.figure import standing_alone

        figures: dict[str, PageFigure] = self._once(f"figures in {language}", lambda: self._drawn(language))
        arguments.one_of("key", key, tuple(figures))
        return standing_alone(figures[key], Language(language))

    def document(self, language: str = "en", by: Sequence[str] = ()) -> dict[str, Any]:
        """The report document (JSON, version 1; docs/report-json.md), without clients; `by` are columns to break by."""
        from bidewell.report.document import Material, report_document

        by = arguments.columns("by", by)
        records, panel = self.program.records, self.chosen.whole
        found = [{"code": one.code, "words": one.sentence, "count": one.count} for one in self.program.found.warnings]
        material = Material(records, panel, self._described(by), self.answers, warnings=found)
        return report_document(material, Language(language))

    def report(self, path: Path | str, language: str = "en", by: Sequence[str] = ()) -> Path:
        """Write the report page, one HTML file without scripts or single clients.

        What is there is replaced, and folders on the way to it are made, as `bidewell report --out` makes them.
        """
        from bidewell.exchange.whole_files import write_whole
        from bidewell.report.page import render

        return write_whole(arguments.place("path", path), render(self.document(language, by)), for_owner_only=False)

    def save(self, folder: Path | str, *, replace: bool = False) -> Path:
        """Write what was fitted as a folder that `bidewell rank` and `bidewell forecast` read; no client is in it.

        An earlier one gives way where `replace`. Raises FileExistsError for anything else that is there: a folder of
        something else, or with files beside those of a save, is never replaced.
        """
        from bidewell.exchange.saved_model import save_model

        return save_model(self._saved(self._sections("en")), arguments.place("folder", folder), replace=replace)

    def __str__(self) -> str:
        from bidewell.library.printed import printed

        return printed(self)

    __repr__ = __str__

    def _saved(self, told: dict[str, Any]) -> SavedProgram:
        return SavedProgram.of(self.answers.fits.explain, self.answers.fits.forecast, told)

    def _sections(self, language: str) -> dict[str, Any]:
        made: dict[str, Any] = self._once(
            f"answers in {language}", lambda: answered_sections(self.answers, Language(language))
        )
        return made

    def _drawn(self, language: str) -> dict[str, PageFigure]:
        from bidewell.report.page import sections
        from bidewell.report.sections.told import Told

        told = Told(self.document(language), Language(language))
        return {one.key: one for section in sections(told, with_clients=False) for one in section.figures}

    def _described(self, by: tuple[str, ...]) -> Any:
        from bidewell.analysis.description.describe import describe

        return self._once(f"described by {by}", lambda: describe(self.program.records, self.chosen.whole, by))

    def _once(self, what: str, make: Callable[[], Any]) -> Any:
        """What follows from a frozen fit, made when it is first asked for."""
        if what not in self._made:
            self._made[what] = make()
        return self._made[what]


def not_under_flat_priors() -> ChoicesRefused:
    """Why a fit without priors answers no question of a program's."""
    return ChoicesRefused(
        "priors: under flat ones nothing is ranked, claimed, compared or forecast; they are for checks against other "
        "engines. Leave priors='flat' out"
    )
