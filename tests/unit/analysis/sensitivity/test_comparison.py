"""With the alliance or without: told where clients are enough, refused where they are not."""

import numpy as np
import pytest

from bidewell.analysis.model.fitting import FitControl, fit_program
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.sensitivity.comparison import ModelComparison, compare, judged, without_alliance
from bidewell.analysis.sensitivity.left_out import LeftOut, leave_out
from tests.fitted_programs import panel_of, program


def compared(scenario: str, clients: int, seed: int = 1) -> ModelComparison:
    records = program(scenario, clients, seed)
    fitted = fit_program(records, panel_of(records), Choices(), FitControl(seed, 256))
    both = (fitted, without_alliance(fitted, seed))
    return compare(both, (leave_out(both[0]), leave_out(both[1])))


def test_where_the_alliance_matters_the_records_are_foretold_better_with_it() -> None:
    found = compared("alliance", 500)
    assert (found.answer, found.why) == ("better", "clear")
    assert found.difference.low > 0.0


def test_where_nothing_matters_they_are_foretold_no_better() -> None:
    found = compared("nothing", 700, seed=3)
    assert (found.answer, found.why) == ("no better", "clear")


def test_with_few_clients_it_cannot_tell() -> None:
    found = compared("alliance", 60)
    assert (found.answer, found.why) == ("cannot tell", "few_clients")


def told(differences: np.ndarray, k: float = 0.2, left: int = 300, *, trusted: bool = True) -> ModelComparison:
    """The comparison of clients with such differences, the first of whom has such a k."""
    n = differences.size
    none, ks = np.zeros(n), np.where(np.arange(n) == 0, k, 0.2)
    foretold, without = (
        LeftOut(elpd, none, none, ks, np.zeros(n, dtype=bool), 0.6) for elpd in (differences - 5.0, np.full(n, -5.0))
    )
    return judged((foretold, without), left, trusted=trusted)


def spread(total: float, n: int = 200, sd: float = 0.1) -> np.ndarray:
    """Differences that sum to a total, so far apart."""
    found = np.tile([-sd, sd], n // 2)
    return found + total / n


@pytest.mark.parametrize(
    "total, left, answer, why",
    [
        (10.0, 300, "better", "clear"),
        (0.0, 300, "no better", "clear"),
        (-9.0, 300, "no better", "clear"),
        (3.0, 300, "cannot tell", "too_close"),
        (0.0, 199, "cannot tell", "few_left"),
        (10.0, 199, "better", "clear"),
    ],
)
def test_the_rules(total: float, left: int, answer: str, why: str) -> None:
    assert (told(spread(total), left=left).answer, told(spread(total), left=left).why) == (answer, why)


def test_the_difference_is_paired_by_client() -> None:
    found = told(spread(10.0))
    assert found.error == pytest.approx(np.sqrt(200) * 0.1)
    assert found.difference.low == pytest.approx(10.0 - 1.644854 * found.error)


def test_an_answer_that_turns_with_a_client_who_is_not_known_well_is_none() -> None:
    one_decides = spread(0.0)
    one_decides[0] = 9.0
    assert told(one_decides + 0.01, k=0.2).answer != "no better"
    assert (told(one_decides, k=0.9).answer, told(one_decides, k=0.9).why) == ("cannot tell", "doubtful")
    assert told(spread(10.0), k=0.9).answer == "better"  # the answer stands without the client


def test_a_fit_that_is_not_trusted_decides_nothing() -> None:
    found = told(spread(10.0), trusted=False)
    assert (found.answer, found.why) == ("cannot tell", "untrusted")
