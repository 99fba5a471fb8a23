"""All fits that a program's questions need: to explain, by window, to forecast, and to see what depends on choices."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.fit_forecast import fit_forecast
from bidewell.analysis.model.fit_together import fit_together
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_program
from bidewell.analysis.model.specification import BEND, CASELOAD, PASSING, Choices
from bidewell.analysis.model.total_effect import settled_total
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.endings import Ending
from bidewell.engine.fitters.nuts import sampler
from bidewell.progress import Progress, quietly

# How fast the start of a pressure gives way, beside the four weeks used: the data of a program cannot find it.
OTHER_FADING_WEEKS = (2.0, 8.0)
BOUNDS = ("agreed_as_left", "agreed_unattended_as_left")
AT_ORDER_END = "left_at_order_end"
# A side fit is read for its intervals only.
DRAWS, SIDE_DRAWS = 256, 128
# What a passing change of the alliance counts beyond a lasting difference, and whether its effect bends, are looked at
# only where the data carry it.
FEWEST_LEFT_TO_SPLIT, MOST_OF_PRIOR = 200, 0.5


@dataclass(frozen=True)
class Fits:
    """The explaining fit and those beside it; None or empty where the records give no reason for one."""

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

    Raises NothingToFit where no contact's outcome is known, SamplerMissing where the sampler is not installed,
    ChoicesRefused where the choices are those of a fit beside: a bend has its own here.
    """
    for_forecasts = replace(choices, purpose="forecast")
    kept = FitControl(seed, DRAWS, progress=progress, by_nuts=by_nuts)
    if by_nuts:
        sampler()  # nobody should wait for a fit to hear that it is missing
    progress("what goes with staying")
    explain = fit_program(records, panel, choices, kept)
    reasons, control = _Reasons.of(explain), FitControl(seed, SIDE_DRAWS, explain.model, progress)
    beside = _Beside(records, explain, choices, control)
    progress("chances of staying")
    forecast = fit_forecast(records, panel, for_forecasts, replace(kept, near=explain.model))
    fits = Fits(
        explain=explain,
        forecast=forecast,
        together=_together(records, explain, control),
        split=beside.fit("lasting and passing", replace(choices, split=True)) if reasons.many_left else None,
        # Its posterior is the most bent: of fewer draws its check says no by chance now and then.
        bend=beside.fit("whether the alliance's effect bends", replace(choices, bend=True), draws=DRAWS)
        if reasons.may_bend
        else None,
        windows=beside.fit("early, middle and late", replace(choices, windows=True)) if reasons.compares else None,
        fading=tuple(
            beside.fit(f"pressure that fades over {weeks:g} weeks", replace(choices, fading_weeks=weeks))
            for weeks in (OTHER_FADING_WEEKS if reasons.has_pressure else ())
        ),
        at_order_end=beside.under(AT_ORDER_END) if reasons.has_order_ends else None,
        bounds=tuple(beside.under(name) for name in (BOUNDS if reasons.has_agreed else ())),
    )
    return _within_bounds(records, fits, control)


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
    """Fits beside the explaining one, each with one thing changed."""

    records: ProgramRecords
    explain: FittedProgram
    choices: Choices
    control: FitControl

    def fit(
        self, words: str, choices: Choices, panel: PanelFrames | None = None, draws: int = SIDE_DRAWS
    ) -> FittedProgram:
        self.control.progress(words)
        return fit_program(self.records, panel or self.explain.panel, choices, replace(self.control, draws=draws))

    def under(self, name: str) -> FittedProgram:
        """Another definition; one that bears on nobody leaves the fit as it is."""
        panel = build_panel(self.records, definition(name), self.explain.panel.grid)
        if panel.rows.equals(self.explain.panel.rows):
            return replace(self.explain, panel=panel)
        return self.fit(f"under the definition {name}", self.choices, panel)


def _within_bounds(records: ProgramRecords, fits: Fits, control: FitControl) -> Fits:
    """With the bent fit and that of everything under the bounds, where they say something that a bound could turn."""

    def bent(bound: FittedProgram) -> FittedProgram:
        control.progress(f"whether the alliance's effect bends under the definition {bound.panel.definition.name}")
        begin = replace(control, draws=DRAWS, near=bound.model)
        return fit_program(records, bound.panel, replace(bound.choices, bend=True), begin)

    def everything(bound: FittedProgram) -> FittedProgram | None:
        control.progress(f"ratings, attendance and answers under the definition {bound.panel.definition.name}")
        return fit_together(records, bound, control)

    bend, together = fits.bend, fits.together
    return replace(
        fits,
        bend_bounds=_under_each(fits, bend, bent) if bend and tells_of_bend(bend) else (),
        together_bounds=_under_each(fits, together, everything) if together and tells_total(together) else (),
    )


def _under_each(
    fits: Fits, told: FittedProgram, fit: Callable[[FittedProgram], FittedProgram | None]
) -> tuple[FittedProgram, ...]:
    """A fit beside under each bound: one that bears on nobody leaves it as it is."""
    found = (replace(told, panel=one.panel) if one.model is fits.explain.model else fit(one) for one in fits.bounds)
    return tuple(one for one in found if one is not None)


def tells_of_bend(bend: FittedProgram) -> bool:
    """Whether anything is said of a bend: its fit is to be trusted, and the data say more of it than the prior."""
    return bend.model.diagnostics.trusted and carries_bend(bend)


def tells_total(together: FittedProgram) -> bool:
    """Whether a trusted fit of everything has a total of the alliance that lies to one side of no difference."""
    if not together.model.diagnostics.trusted or not together.rows.further:
        return False
    total = Interval.of(settled_total(together.model))
    return total.low > 0.0 or total.high < 0.0


def _together(records: ProgramRecords, explain: FittedProgram, control: FitControl) -> FittedProgram | None:
    control.progress("ratings, attendance and answers together")
    return fit_together(records, explain, control)


def carried_parts(split: FittedProgram) -> tuple[str, ...]:
    """The parts of the alliance's effect of which the data say more than the prior did."""
    return tuple(name for name in (PASSING, CASELOAD) if name in split.model.layout and _is_carried(split, name))


def carries_bend(bend: FittedProgram) -> bool:
    """Whether the data say more about the bend than the prior did."""
    return _is_carried(bend, BEND)


def _is_carried(fitted: FittedProgram, name: str) -> bool:
    model = fitted.model
    return bool(model.block(name).std() < MOST_OF_PRIOR * model.prior_sd[model.layout[name][0]])
