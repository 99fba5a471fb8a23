"""The recursion traced into machine code gives what JAX gives, and so do its derivatives."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from bidewell.engine.cell import newcomer
from bidewell.engine.driver import Driver, RowGradients, drivers_for
from bidewell.engine.jax_driver import JaxDriver, jax_drivers
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.links import Link
from bidewell.engine.model import Block, Model
from bidewell.engine.native import driver as native
from bidewell.engine.native.derivatives import derivatives
from bidewell.engine.native.driver import NativeDriver, native_drivers
from bidewell.engine.native.processor import Processor, processor
from bidewell.engine.native.symbols import Namespace, Tape
from bidewell.engine.panel import Floats, Panel
from bidewell.engine.process import dynamics_of
from bidewell.engine.quadrature import integrals_on_numpy
from bidewell.engine.recursion import observed_rows, rows_of, step
from bidewell.simulate.panels import Size, draw_program
from tests.unit.engine.differences import by_differences
from tests.unit.engine.programs import busy_program, rated_as

SMALL = Size(40, therapists=6, weeks=12)


def ours_of(model: Model) -> list[NativeDriver]:
    return native_drivers(model, 2)


def in_rows(model: Model, drivers: Sequence[Driver], quantities: Floats, scalars: Floats) -> RowGradients:
    """What drivers find together, in the order of the panel's rows."""
    rows, by_quantity, by_scalar = np.empty(model.panel.rows), np.empty_like(quantities), np.zeros(scalars.size)
    for driver in drivers:
        laid = driver.lanes.lay_out(quantities)
        found = driver.gradient(laid, scalars)
        assert driver.rows(laid, scalars) == pytest.approx(found.rows, abs=1e-12)
        driver.lanes.put_back(found.rows, rows)
        driver.lanes.put_back(found.by_quantity, by_quantity)
        by_scalar += found.by_scalar
    return RowGradients(rows, by_quantity, by_scalar)


def counting() -> tuple[Model, Floats]:
    program = draw_program(SMALL, 3, counted=("attended", "answered"))
    return program.model, program.parameters


def growing() -> tuple[Model, Floats]:
    program = draw_program(SMALL, 4, growth=26.0, caseload=True)
    return program.model, program.parameters


def ending_one_way() -> tuple[Model, Floats]:
    program = busy_program(40)
    blocks = tuple(block for block in program.model.blocks if not block.quantity.startswith("agreed"))
    model = replace(program.model, blocks=blocks)
    kept = [program.parameters[program.model.layout[name]] for name in model.layout]
    return model, np.concatenate(kept)


def cut_off() -> tuple[Model, Floats]:
    program = rated_as(busy_program(40), "censored")
    return program.model, program.parameters


def in_categories() -> tuple[Model, Floats]:
    program = rated_as(busy_program(40), "ordinal")
    return program.model, program.parameters


def bending() -> tuple[Model, Floats]:
    program = draw_program(SMALL, 5, curved=True)
    return program.model, program.parameters


def together() -> tuple[Model, Floats]:
    program = draw_program(SMALL, 6, more=("motivation",), counted=("attended", "answered"))
    return program.model, program.parameters


def busy() -> tuple[Model, Floats]:
    program = busy_program(60, returning=0.3)
    return program.model, program.parameters


def of_one_client(rows: int) -> tuple[Model, Floats]:
    random, never, always = np.random.default_rng(9), np.zeros(rows, dtype=bool), np.ones(rows, dtype=bool)
    period, leaves = np.arange(rows, dtype=float), np.arange(rows) == rows - 1
    rated = (random.random(rows) < 0.5).astype(float)
    ratings = random.standard_normal(rows)
    panel = Panel(np.zeros(rows, dtype=np.int64), period, ratings, rated, always, leaves, never, always, never)
    blocks = [Block(name, name, ("",), np.ones((rows, 1))) for name in ("rating", "leaving", "loading")]
    return Model(panel, tuple(blocks)), np.array([0.1, -2.5, -0.4, -0.5, -0.35, 0.0, 1.1])


def by_numpy(model: Model, parameters: Floats) -> Floats:
    """The rows of a single client, one after another."""
    observed, quantities = observed_rows(model.panel, model.channels), model.quantities(parameters)
    dynamics, integrals = dynamics_of(model.scalars(parameters)[:, None], np), integrals_on_numpy(model.link)
    belief, found = newcomer(dynamics, np.zeros(1), np), []
    for row in range(model.panel.rows):
        here = rows_of(observed, [row])
        belief, one = step(belief, here, quantities[:, [row]], dynamics, integrals, model.channels, np)
        found.append(one[0])
    return np.array(found)


# The other link takes the place of the first wherever a hazard stands: in leaving, in an agreed ending, in a bend.
@pytest.mark.parametrize(
    "made, link",
    [*product([busy, counting, growing, ending_one_way, cut_off, in_categories, bending], ["cloglog"]),
     (busy, "logit"), (bending, "logit")],
)  # fmt: skip
def test_machine_code_and_jax_agree_row_by_row_and_in_every_derivative(made, link: Link) -> None:
    model, parameters = made()
    model = replace(model, link=link)
    quantities, scalars = model.quantities(parameters), model.scalars(parameters)
    by_code, by_jax = drivers_for(model, 2), jax_drivers(model)
    assert all(isinstance(driver, NativeDriver) for driver in by_code)
    ours, theirs = (in_rows(model, drivers, quantities, scalars) for drivers in (by_code, by_jax))
    assert ours.rows == pytest.approx(theirs.rows, abs=1e-10)
    # Bounds of a scale that ends are data: at its ends a derivative in them has no meaning.
    told = len(model.channels.quantities) if model.kinds[0].kind == "censored" else None
    assert ours.by_quantity[:told] == pytest.approx(theirs.by_quantity[:told], abs=1e-9)
    assert ours.by_scalar == pytest.approx(theirs.by_scalar, rel=1e-9, abs=1e-8)


def test_several_ratings_agree_too() -> None:
    model, parameters = together()
    asked = model.quantities(parameters), model.scalars(parameters)
    ours, theirs = (in_rows(model, made(model), *asked) for made in (ours_of, jax_drivers))
    assert ours.rows == pytest.approx(theirs.rows, abs=1e-10)
    assert ours.by_quantity == pytest.approx(theirs.by_quantity, abs=1e-9)
    assert ours.by_scalar == pytest.approx(theirs.by_scalar, rel=1e-8, abs=1e-8)


def test_far_from_anything_likely_it_still_agrees() -> None:
    model, parameters = busy()
    quantities, scalars = model.quantities(parameters), model.scalars(parameters)
    quantities = quantities * np.where(np.arange(len(quantities))[:, None] % 2, 4.0, 8.0)
    ours, theirs = (in_rows(model, made(model), quantities, scalars) for made in (ours_of, jax_drivers))
    assert ours.rows == pytest.approx(theirs.rows, rel=1e-9, abs=1e-9)
    assert ours.by_quantity == pytest.approx(theirs.by_quantity, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("made", [busy, counting, growing])
def test_wherever_a_search_steps_both_find_the_same_or_no_number_at_all(made) -> None:
    model, parameters = made()
    drivers, random = (ours_of(model), jax_drivers(model)), np.random.default_rng(8)
    tried = [parameters + scale * random.standard_normal(model.size) for scale in (0.2, 1.0, 4.0) for _ in range(6)]
    ours, theirs = (Likelihood.driven(model, those).values(np.stack(tried)) for those in drivers)
    assert np.isfinite(ours).any() and np.isneginf(ours).any()
    assert ours == pytest.approx(theirs, rel=1e-8)


def test_numbers_of_any_kind_and_order_are_read_as_what_they_are() -> None:
    model, parameters = busy()
    driver, whole = ours_of(model)[0], np.round(parameters)
    laid, scalars = driver.lanes.lay_out(model.quantities(whole)), model.scalars(whole)
    usual = driver.gradient(laid, scalars)
    for asked in ((np.asfortranarray(laid), scalars.astype(np.int64)), (laid, np.repeat(scalars.astype("f4"), 2)[::2])):
        found = driver.gradient(*asked)
        assert np.isfinite(usual.rows).all() and (found.rows == usual.rows).all()
        assert (found.by_quantity == usual.by_quantity).all() and (found.by_scalar == usual.by_scalar).all()
        assert (driver.rows(*asked) == usual.rows).all()


def test_what_is_too_short_is_refused_not_read_beyond() -> None:
    model, parameters = busy()
    driver = ours_of(model)[0]
    laid, scalars = driver.lanes.lay_out(model.quantities(parameters)), model.scalars(parameters)
    for asked in ((laid[:-1], scalars), (laid[:, :-1], scalars), (laid, scalars[:-1])):
        with pytest.raises(ValueError, match="expected quantities"):
            driver.gradient(*asked)


def test_a_client_may_be_as_long_as_any() -> None:
    model, parameters = of_one_client(1_500)
    quantities, scalars = model.quantities(parameters), model.scalars(parameters)
    assert in_rows(model, ours_of(model), quantities, scalars).rows == pytest.approx(by_numpy(model, parameters))
    assert Likelihood.of(model).value_and_gradient(parameters)[1] == pytest.approx(
        by_differences(Likelihood.of(model).value, parameters), rel=1e-6, abs=1e-6
    )


@pytest.mark.parametrize("width", [2, 4, 8])
@pytest.mark.parametrize("has_vector_library", [True, False])
def test_other_processors_compute_the_same(
    monkeypatch: pytest.MonkeyPatch, width: int, has_vector_library: bool
) -> None:
    here, (model, parameters) = processor(), cut_off()
    if width > here.width or has_vector_library > here.has_vector_library:
        pytest.skip("more than this machine has")
    asked = model.quantities(parameters), model.scalars(parameters)
    usual = in_rows(model, ours_of(model), *asked)
    monkeypatch.setattr(native, "processor", lambda: Processor(width, has_vector_library))
    monkeypatch.setattr(native, "functions", native.functions.__wrapped__)
    other = ours_of(model)
    assert other[0].lanes.lanes == width
    found = in_rows(model, other, *asked)
    assert found.rows == pytest.approx(usual.rows, abs=1e-11)
    assert found.by_quantity == pytest.approx(usual.by_quantity, abs=1e-10)


def test_an_accelerator_gets_it_from_jax() -> None:
    assert isinstance(drivers_for(busy()[0], 1, "accelerator")[0], JaxDriver)


def test_equal_operations_are_one_symbol_and_known_ones_are_worked_out() -> None:
    tape = Tape()
    (one, other), xp = tape.inputs("x", 2), Namespace(tape)
    assert one + other is one + other and xp.exp(one) is xp.exp(one)
    assert one * 1.0 is one and one + 0.0 is one and (one * 0.0).is_known(0.0)
    assert (xp.sqrt(tape.symbol(4.0)) + 1.0).is_known(3.0)


def test_what_has_no_derivative_or_no_answer_yet_fails_loudly() -> None:
    tape = Tape()
    (one, other), xp = tape.inputs("x", 2), Namespace(tape)
    with pytest.raises(KeyError, match="floor"):
        derivatives({xp.floor(one) * other: tape.symbol(1.0)}, [one, other])
    with pytest.raises(TypeError, match="where"):
        max(one, other)
