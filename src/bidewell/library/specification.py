"""A model asked for by name: described with its priors before anything is fitted, then fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bidewell.library.arguments import columns, of_kind, one_of, seeded, truth, whole
from bidewell.progress import Progress, quietly

if TYPE_CHECKING:
    from bidewell.analysis.chosen.choosing import Chosen
    from bidewell.library.description import Description
    from bidewell.library.fitted import Fitted
    from bidewell.library.program import Program
    from bidewell.library.validated import Validated

PRIORS = ("named", "flat")


@dataclass(frozen=True)
class Specification:
    """What may go with leaving, in one line: `leaving ~ alliance * travel_minutes + ride_support + court_order`.

    formula     names of factors, `alliance` for the rating followed, products as `a:b` or `a * b`; a dot for all that
                the records hold, as the commands do it. A name that is no plain word stands in backquotes
    adjust      columns of episodes to compare within, protected attributes (age, sex, ...) among them
    definition  the rule that says who left: docs/event-rules.md
    grid        "week" since admission, or "session"
    priors      "named", or "flat": none on any coefficient, for checks against other engines. Such a fit has a summary
                and draws, and refuses to rank, to claim, to compare and to forecast

    The course over time in care, calendar quarters, therapists, sites, earlier episodes and new therapists are in every
    model. Raises SpecificationRefused where the formula is none, ValueError for a definition, grid or priors not there,
    TypeError for what is no text or no list of them; what depends on the records is refused by `describe` and `fit`.
    """

    formula: str = "leaving ~ ."
    adjust: Sequence[str] = ()
    definition: str = "loss_of_contact"
    grid: Literal["week", "session"] = "week"
    priors: Literal["named", "flat"] = "named"

    def __post_init__(self) -> None:
        """Refuse what is wrong whatever the records hold."""
        from bidewell.analysis.chosen.formula import parsed
        from bidewell.analysis.events.definitions import definition
        from bidewell.analysis.events.periods import GRIDS

        of_kind("formula", self.formula, str, 'a text, like "leaving ~ alliance"')
        parsed(self.formula)
        definition(self.definition)
        one_of("grid", self.grid, GRIDS)
        one_of("priors", self.priors, PRIORS)
        # However the columns were listed, the same ones make the same specification.
        object.__setattr__(self, "adjust", columns("adjust", self.adjust))

    def describe(self, program: Program) -> Description:
        """The model for these records before it is fitted: its terms, units, numbers of clients and priors.

        Raises SpecificationRefused naming each column and what was expected of it; NothingToFit where no contact's
        outcome is known yet; another ValueError where the records call a factor or a column what a model calls
        something else, or hold a number in one that cannot be reckoned with. Time: a panel, no fit.
        """
        from bidewell.library.description import described

        return described(program, self._chosen(program))

    def fit(
        self,
        program: Program,
        seed: int,
        *,
        nuts: bool = False,
        with_sensitivity: bool = False,
        progress: Progress = quietly,
    ) -> Fitted:
        """Fit it, and beside it all that its answers depend on: windows of care, definitions, assumed lengths.

        The same program, specification and seed, a whole number from 0 on, give the same numbers. `nuts` samples the
        posterior with Markov chains (the extra `nuts`). `with_sensitivity` looks by fits of their own at what the
        ranking depends on, for the report (two to three times as long); `progress` is told in a few words what goes on.
        Raises what `describe` raises, NothingToFit also where no model comes near the records; TypeError or ValueError
        for a seed that is none. Time: two to twelve fits, each linear in client-periods; under flat priors the
        explaining fit alone is made.
        """
        from bidewell.analysis.answered.answers import answers
        from bidewell.analysis.answered.left_out import as_asked
        from bidewell.analysis.model.fits import EXPLAINING_DRAWS, fit_all
        from bidewell.analysis.model.fitting import FitControl, fit_program
        from bidewell.library.fitted import Fitted

        seed, nuts, with_sensitivity = seeded(seed), truth("nuts", nuts), truth("with_sensitivity", with_sensitivity)
        chosen = self._chosen(program)
        if self.priors == "flat":
            control = FitControl(seed, EXPLAINING_DRAWS, progress=progress, by_nuts=nuts)
            alone = fit_program(chosen.records, chosen.panel, chosen.choices, control)
            return Fitted(program, self, chosen, alone, None)
        fits = fit_all(chosen.records, chosen.panel, chosen.choices, seed, progress, by_nuts=nuts)
        answered = answers(chosen.records, fits, thorough=with_sensitivity, progress=progress)
        told = as_asked(answered, chosen, program.records)
        return Fitted(program, self, chosen, fits.explain, told)

    def validate(
        self,
        program: Program,
        seed: int,
        *,
        by: Sequence[str] = (),
        origins: int = 12,
        every_days: int = 30,
        progress: Progress = quietly,
    ) -> Validated:
        """Put the forecasts to the test of the program's own past, as `bidewell validate DIR`: docs/validation.md.

        On `origins` earlier days, `every_days` apart, this model and one of attendance alone are fitted to what was
        known then; the next 30 and 90 days are forecast and laid beside what came of them.

        by          further columns of episodes to look at group by group; sites, and protected attributes, always are
        progress    is told in a few words what goes on

        The same program, specification and seed give the same numbers. Raises SpecificationRefused; ValueError where
        `by` names no column of episodes, under flat priors, or with no day to stand on; TypeError where `by` is one
        text. Time: two fits for each day forecast from.
        """
        from bidewell.analysis.validation.backtest import Question
        from bidewell.analysis.validation.validate import validate
        from bidewell.library.fitted import not_under_flat_priors
        from bidewell.library.validated import Validated

        seed, by = seeded(seed), columns("by", by)
        origins, every_days = whole("origins", origins, 1), whole("every_days", every_days, 1)
        if self.priors == "flat":
            raise not_under_flat_priors()
        chosen = self._chosen(program)
        question = Question(
            chosen.records, chosen.panel.definition, self.grid, replace(chosen.choices, purpose="forecast"), seed
        )
        found = validate(question, by, origins, every_days, progress)
        return Validated(self, found, chosen.panel)

    def _chosen(self, program: Program) -> Chosen:
        from bidewell.analysis.chosen.choosing import Asked, choose
        from bidewell.analysis.chosen.formula import parsed
        from bidewell.analysis.events.definitions import definition
        from bidewell.library.program import Program

        of_kind("program", program, Program, "a bidewell.Program")
        asked = Asked(parsed(self.formula), tuple(self.adjust), definition(self.definition), self.grid, self.priors)
        return choose(asked, program.records)
