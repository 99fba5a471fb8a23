"""All fits that a program's questions need: to explain, by window, to forecast, and to see what depends on choices."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.analysis.model.carried import tells_of_bend, tells_total
from bidewell.analysis.model.fit_forecast import fit_forecast
from bidewell.analysis.model.fit_together import fit_together
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_program
from bidewell.analysis.model.laid_out import NothingToFit
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.endings import Ending
from bidewell.engine.fitters.nuts import sampler
from bidewell.progress import Progress, quietly

# How fast the start of a pressure gives way, beside the four weeks used: the data of a program cannot find it.
OTHER_FADING_WEEKS = (2.0, 8.0)
BOUNDS = ("agreed_as_left", "agreed_unattended_as_left")
AT_ORDER_END = "left_at_order_end"
# What is said while these two are fitted, alone and under each bound.
BENT, TOGETHER = "whether the alliance's effect bends", "ratings, attendance and answers"
# Weighed draws are worth a fifth to a half of their number, and the chance of being the largest is a share of them: of
# 256 it was .73 give or take .04, of 512 give or take .03. Forecasts average over clients' draws; a side fit is read
# for its intervals only.
EXPLAINING_DRAWS, DRAWS, SIDE_DRAWS = 512, 256, 128
# What a passing change of the alliance counts beyond a lasting difference, and whether its effect bends, are looked at
# only where the data may carry it.
FEWEST_LEFT_TO_SPLIT = 200


@dataclass(frozen=True)
class Fits:
    """The explaining fit and those beside it; None or empty where the records give no reason for one.

    Those that there was reason for and that could not be made are missing too, and named: `windows`, `split`, `bend`,
    `together`, `fading_2_weeks`, a definition of leaving, and `bend.` or `together.` with a bound.
    """

    explain: FittedProgram
    forecast: FittedProgram
    windows: FittedProgram | None
    fading: tuple[FittedProgram, ...]
    at_order_end: FittedProgram | None
    bounds: tuple[FittedProgram, ...]
    split: FittedProgram | None = None  # lasting and passing parts of the alliance, where enough left to look
    bend: FittedProgram | None = None  # an effect of the alliance that may bend, where enough left to look
    together: FittedProgram | None = None  # further ratings, attendance and answers as well, where recorded
    # Both under the bounds as well, where they say something of leaving that a bound could turn.
    bend_bounds: tuple[FittedProgram, ...] = ()
    together_bounds: tuple[FittedProgram, ...] = ()
    not_made: tuple[str, ...] = ()


def fit_all(
    records: ProgramRecords,
    panel: PanelFrames,
    choices: Choices,
    seed: int = 0,
    progress: Progress = quietly,
    *,
    by_nuts: bool = False,
) -> Fits:
    """Fit everything. `by_nuts` samples the two models that are kept with chains; those beside them stay as they are.

    Raises NothingToFit where no contact's outcome is known or one of these two cannot be made, SamplerMissing where the
    sampler is not installed, ChoicesRefused where the choices are those of a fit beside: a bend has its own here.
    """
    for_forecasts = replace(choices, purpose="forecast")
    kept = FitControl(seed, DRAWS, progress=progress, by_nuts=by_nuts)
    if by_nuts:
        sampler()  # nobody should wait for a fit to hear that it is missing
    progress("what goes with staying")
    explain = fit_program(records, panel, choices, replace(kept, draws=EXPLAINING_DRAWS))
    reasons, control = _Reasons.of(explain), FitControl(seed, SIDE_DRAWS, explain.model, progress)
    beside = _Beside(records, explain, choices, control)
    progress("chances of staying")
    forecast = fit_forecast(records, panel, for_forecasts, replace(kept, near=explain.model))
    fading = (beside.fading(weeks) for weeks in (OTHER_FADING_WEEKS if reasons.has_pressure else ()))
    bounds = (beside.under(name) for name in (BOUNDS if reasons.has_agreed else ()))
    fits = Fits(
        explain=explain,
        forecast=forecast,
        together=beside.made("together", f"{TOGETHER} together", lambda: fit_together(records, explain, control)),
        split=beside.fit("split", "lasting and passing", replace(choices, split=True)) if reasons.many_left else None,
        # Its posterior is the most bent: of fewer draws its check says no by chance now and then.
        bend=beside.fit("bend", BENT, replace(choices, bend=True), draws=DRAWS) if reasons.may_bend else None,
        windows=beside.fit("windows", "early, middle and late", replace(choices, windows=True))
        if reasons.compares
        else None,
        fading=tuple(fit for fit in fading if fit is not None),
        at_order_end=beside.under(AT_ORDER_END) if reasons.has_order_ends else None,
        bounds=tuple(fit for fit in bounds if fit is not None),
    )
    within = beside.within_bounds(fits)
    return replace(within, not_made=tuple(beside.not_made))


@dataclass(frozen=True)
class _Reasons:
    """What the records give reason to look at by a fit of its own."""

    compares: bool
    has_pressure: bool
    has_agreed: bool
    has_order_ends: bool
    many_left: bool
    may_bend: bool

    @classmethod
    def of(cls, explain: FittedProgram) -> "_Reasons":
        panel, has_alliance = explain.panel, explain.model.has_alliance
        has_pressure = any(factor.kind == "pressure" for factor in explain.factors)
        many_left = has_alliance and explain.left >= FEWEST_LEFT_TO_SPLIT
        return cls(
            compares=any(term.factor for term in explain.model.terms),
            has_pressure=has_pressure,
            has_agreed=has_alliance and bool(panel.rows["agreed"].any()),
            has_order_ends=has_pressure and bool((panel.episodes["outcome"] == Ending.ORDER_COMPLETED).any()),
            many_left=many_left,
            # Of another rating that stands in for the alliance nothing is claimed, and nothing need be known of a bend.
            may_bend=many_left and explain.choices.rated_is_alliance,
        )


@dataclass(frozen=True)
class _Beside:
    """Fits beside the explaining one, each with one thing changed, and the names of those that could not be made."""

    records: ProgramRecords
    explain: FittedProgram
    choices: Choices
    control: FitControl
    not_made: list[str] = field(default_factory=list)

    def made(self, name: str, words: str, make: Callable[[], FittedProgram | None]) -> FittedProgram | None:
        """What is made; None, and named, where nowhere is a posterior: it leaves what rests on it open, no more."""
        self.control.progress(words)
        try:
            return make()
        except NothingToFit:
            self.not_made.append(name)
            return None

    def fit(
        self, name: str, words: str, choices: Choices, panel: PanelFrames | None = None, draws: int = SIDE_DRAWS
    ) -> FittedProgram | None:
        known, control = panel or self.explain.panel, replace(self.control, draws=draws)
        return self.made(name, words, lambda: fit_program(self.records, known, choices, control))

    def fading(self, weeks: float) -> FittedProgram | None:
        """Another length of a pressure's start."""
        words = f"pressure that fades over {weeks:g} weeks"
        return self.fit(fading_name(weeks), words, replace(self.choices, fading_weeks=weeks))

    def under(self, name: str) -> FittedProgram | None:
        """Another definition; one that bears on nobody leaves the fit as it is."""
        panel = build_panel(self.records, definition(name), self.explain.panel.grid)
        if panel.rows.equals(self.explain.panel.rows):
            return replace(self.explain, panel=panel)
        return self.fit(name, f"under the definition {name}", self.choices, panel)

    def within_bounds(self, fits: Fits) -> Fits:
        """With the bent fit and that of everything under the bounds, where they say what a bound could turn."""

        def bent(bound: FittedProgram) -> FittedProgram:
            begin = replace(self.control, draws=DRAWS, near=bound.model)
            return fit_program(self.records, bound.panel, replace(bound.choices, bend=True), begin)

        def everything(bound: FittedProgram) -> FittedProgram | None:
            return fit_together(self.records, bound, self.control)

        bend, together = fits.bend, fits.together
        return replace(
            fits,
            bend_bounds=self._under_each(fits.bounds, bend, "bend", BENT, bent) if bend and tells_of_bend(bend) else (),
            together_bounds=self._under_each(fits.bounds, together, "together", TOGETHER, everything)
            if together and tells_total(together)
            else (),
        )

    def _under_each(
        self,
        bounds: tuple[FittedProgram, ...],
        told: FittedProgram,
        name: str,
        words: str,
        fit: Callable[[FittedProgram], FittedProgram | None],
    ) -> tuple[FittedProgram, ...]:
        """A fit beside under each bound: one that bears on nobody leaves it as it is."""
        found = []
        for one in bounds:
            if one.model is self.explain.model:
                found.append(replace(told, panel=one.panel))
                continue
            under = one.panel.definition.name
            made = self.made(f"{name}.{under}", f"{words} under the definition {under}", partial(fit, one))
            found += [made] if made is not None else []
        return tuple(found)


def fading_name(weeks: float) -> str:
    """What a fit with another length of a pressure's start is called."""
    return f"fading_{weeks:g}_weeks"
