"""The recursion traced into machine code gives what JAX gives, and so do its derivatives."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from bidewell.engine.driver import Driver, RowGradients, drivers_for
from bidewell.engine.jax_driver import JaxDriver, jax_drivers
from bidewell.engine.links import LINKS, Link
from bidewell.engine.model import Model
from bidewell.engine.native import driver as native
from bidewell.engine.native.driver import NativeDriver, native_drivers
from bidewell.engine.native.processor import Processor, processor
from bidewell.engine.native.symbols import Namespace, Tape
from bidewell.engine.panel import Floats
from bidewell.simulate.panels import Size, draw_program
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


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("made", [busy, counting, growing, ending_one_way, cut_off, in_categories, bending])
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


def test_a_processor_without_a_vector_library_computes_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    model, parameters = busy()
    asked = model.quantities(parameters), model.scalars(parameters)
    usual = in_rows(model, ours_of(model), *asked)
    processor()  # the library stays loaded; the plain one is asked for by name
    monkeypatch.setattr(native, "processor", lambda: Processor(2, has_vector_library=False))
    monkeypatch.setattr(native, "functions", native.functions.__wrapped__)
    plain = ours_of(model)
    assert plain[0].lanes.lanes == 2
    found = in_rows(model, plain, *asked)
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
