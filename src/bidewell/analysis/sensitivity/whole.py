"""What the ranking depends on, all of it: priors, definitions, things not recorded, and the alliance being in it."""

from dataclasses import dataclass

import numpy as np

from bidewell.analysis.answers.ranking import Ranked
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.program import ProgramRecords
from bidewell.analysis.sensitivity.by_definition import definition_variants, under_other_definitions
from bidewell.analysis.sensitivity.comparison import ModelComparison, compare, without_alliance
from bidewell.analysis.sensitivity.left_out import leave_out, refitted
from bidewell.analysis.sensitivity.priors import prior_variants
from bidewell.analysis.sensitivity.unmeasured import Unmeasured, unmeasured
from bidewell.analysis.sensitivity.variant import Dependence, Variant, dependence
from bidewell.progress import Progress, quietly

# Clients whose weights cannot be trusted are few; where they are more, the whole comparison is not to be.
MOST_REFITTED = 10


@dataclass(frozen=True)
class Sensitivity:
    """Variants of the ranking, the usual choice first in each; E-values; and the comparison with no alliance.

    `is_thorough`: also what costs fits of its own was looked at.
    """

    priors: tuple[Variant, ...]
    definitions: tuple[Variant, ...]
    unmeasured: tuple[Unmeasured, ...]
    comparison: ModelComparison | None
    is_thorough: bool

    @property
    def on_priors(self) -> Dependence:
        """Whether the first factor is first under every prior."""
        return dependence(self.priors)

    @property
    def on_definitions(self) -> Dependence:
        """Whether it is first under every definition of leaving."""
        return dependence(self.definitions)


def sensitivity(
    records: ProgramRecords,
    fits: Fits,
    ranking: tuple[Ranked, ...],
    *,
    thorough: bool = False,
    progress: Progress = quietly,
) -> Sensitivity:
    """Look at everything the ranking rests on.

    Without `thorough` it costs a ranking for each prior and definition, from draws that are there. With it, a fit for
    each definition that has none (four or more), for each prior that reweighting cannot tell of (up to three), one
    without the alliance, and up to twenty that leave out a client.
    """
    explain = fits.explain
    seed = explain.model.seed
    more = tuple(under_other_definitions(records, fits, seed, progress)) if thorough else ()
    progress("what the ranking depends on")
    return Sensitivity(
        priors=prior_variants(explain, ranking, refit=thorough, seed=seed),
        definitions=definition_variants(fits, ranking, more),
        unmeasured=unmeasured(explain, ranking),
        comparison=_comparison(explain, seed, progress) if thorough and explain.model.has_alliance else None,
        is_thorough=thorough,
    )


def _comparison(explain: FittedProgram, seed: int, progress: Progress) -> ModelComparison:
    progress("without the alliance")
    both = (explain, without_alliance(explain, seed))
    progress("leaving out each client")
    found = (leave_out(both[0]), leave_out(both[1]))
    doubtful = np.flatnonzero(found[0].doubtful | found[1].doubtful)
    if 0 < doubtful.size <= MOST_REFITTED:
        progress("leaving out some clients by fits of their own")
        found = (refitted(both[0], found[0], doubtful, seed), refitted(both[1], found[1], doubtful, seed))
    return compare(both, found)
