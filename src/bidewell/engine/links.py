"""Hazard links: the chance of an event and its derivatives in the linear predictor, up to the fourth.

Written against the array namespace `xp`, because the recursion runs under several. Moment matching needs
the second derivative, its gradient the third, and its curvature the fourth.
"""

from typing import Any, Literal

Link = Literal["cloglog", "logit"]

# Beyond these the chance is 0 or 1 to double precision; clipping keeps exp() finite while a line search explores.
LOWEST_PREDICTOR, HIGHEST_PREDICTOR = -40.0, 5.0


def cloglog(eta: Any, order: int, xp: Any) -> Any:
    """Derivative of 1 - exp(-exp(eta)): exp(coefficient) is a hazard ratio (Prentice & Gloeckler 1978)."""
    rate = xp.exp(xp.clip(eta, LOWEST_PREDICTOR, HIGHEST_PREDICTOR))
    if order == 0:
        return -xp.expm1(-rate)
    polynomial = (
        1.0,
        1.0 - rate,
        1.0 - rate * (3.0 - rate),
        1.0 - rate * (7.0 - rate * (6.0 - rate)),
    )[order - 1]
    return polynomial * rate * xp.exp(-rate)


def logit(eta: Any, order: int, xp: Any) -> Any:
    """Derivative of 1 / (1 + exp(-eta)): exp(coefficient) is an odds ratio per contact."""
    chance = 1.0 / (1.0 + xp.exp(-xp.clip(eta, LOWEST_PREDICTOR, -LOWEST_PREDICTOR)))
    if order == 0:
        return chance
    spread = chance * (1.0 - chance)
    polynomial = (
        1.0,
        1.0 - 2.0 * chance,
        1.0 - 6.0 * spread,
        (1.0 - 2.0 * chance) * (1.0 - 12.0 * spread),
    )[order - 1]
    return polynomial * spread


LINKS = {"cloglog": cloglog, "logit": logit}


def so_many(eta: Any, happened: Any, times: Any, order: int, xp: Any) -> Any:
    """Derivative in eta of p^happened (1 - p)^(times - happened), p logistic in eta: up to the third."""
    bounded = xp.clip(eta, LOWEST_PREDICTOR, -LOWEST_PREDICTOR)
    likelihood = xp.exp(happened * bounded - times * xp.log1p(xp.exp(bounded)))
    if order == 0:
        return likelihood
    chance = 1.0 / (1.0 + xp.exp(-bounded))
    more, spread = happened - times * chance, times * chance * (1.0 - chance)
    polynomial = (
        more,
        more**2 - spread,
        more**3 - spread * (3.0 * more + 1.0 - 2.0 * chance),
    )[order - 1]
    return likelihood * polynomial
