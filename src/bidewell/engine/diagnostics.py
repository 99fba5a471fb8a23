"""When a posterior may be believed."""

from dataclasses import dataclass

# Pareto's k of the importance weights above which they are not close enough to the posterior (Vehtari et al. 2024).
HIGHEST_TRUSTED_K = 0.7
# Chains agree, and are worth enough independent draws for a 90 % interval (Vehtari et al. 2021).
HIGHEST_TRUSTED_R_HAT, FEWEST_TRUSTED_DRAWS = 1.01, 400.0


@dataclass(frozen=True)
class Chains:
    """What Markov chains say of themselves, over all parameters and log scales.

    number       chains run
    draws        draws after warm-up, of all chains together
    r_hat        the largest split rank-normalised R-hat: 1 where the chains cannot be told apart
    effective    the smallest number of independent draws that the draws are worth, in the bulk or in the tails
    divergences  draws whose path left the posterior: a place the sampler could not follow
    """

    number: int
    draws: int
    r_hat: float
    effective: float
    divergences: int

    @property
    def trusted(self) -> bool:
        """Whether they may carry a verdict."""
        mixed = self.r_hat <= HIGHEST_TRUSTED_R_HAT and self.effective >= FEWEST_TRUSTED_DRAWS
        return mixed and self.divergences == 0
