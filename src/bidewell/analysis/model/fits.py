"""All fits that a program's questions need: to explain, by window, to forecast, and to see what depends on choices."""

from dataclasses import dataclass, replace

from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.analysis.model.fit_forecast import fit_forecast
from bidewell.analysis.model.fit_together import fit_together
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_program
from bidewell.analysis.model.specification import BEND, CASELOAD, PASSING, Choices
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
    beside = FitControl(seed, SIDE_DRAWS, explain.model, progress)

    def fitted(words: str, chosen: Choices, of: PanelFrames = panel, draws: int = SIDE_DRAWS) -> FittedProgram:
        progress(words)
        return fit_program(records, of, chosen, replace(beside, draws=draws))

    def under(name: str) -> FittedProgram:
        return fitted(f"under the definition {name}", choices, build_panel(records, definition(name), panel.grid))

    compares = any(term.factor for term in explain.model.terms)
    has_pressure = any(factor.kind == "pressure" for factor in explain.factors)
    has_agreed = explain.model.has_alliance and bool(panel.rows["agreed"].any())
    has_order_ends = has_pressure and bool((panel.episodes["outcome"] == Ending.ORDER_COMPLETED).any())
    many_left = explain.model.has_alliance and explain.left >= FEWEST_LEFT_TO_SPLIT
    # Of another rating that stands in for the alliance nothing is claimed, and nothing need be known of a bend.
    may_bend = many_left and explain.choices.rated_is_alliance
    progress("chances of staying")
    forecast = fit_forecast(records, panel, for_forecasts, replace(kept, near=explain.model))
    return Fits(
        explain=explain,
        forecast=forecast,
        together=_together(records, explain, beside),
        split=fitted("lasting and passing", replace(choices, split=True)) if many_left else None,
        # Its posterior is the most bent: of fewer draws its check says no by chance now and then.
        bend=fitted("whether the alliance's effect bends", replace(choices, bend=True), draws=DRAWS)
        if may_bend
        else None,
        windows=fitted("early, middle and late", replace(choices, windows=True)) if compares else None,
        fading=tuple(
            fitted(f"pressure that fades over {weeks:g} weeks", replace(choices, fading_weeks=weeks))
            for weeks in (OTHER_FADING_WEEKS if has_pressure else ())
        ),
        at_order_end=under(AT_ORDER_END) if has_order_ends else None,
        bounds=tuple(under(name) for name in (BOUNDS if has_agreed else ())),
    )


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
