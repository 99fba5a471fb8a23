"""Every public name is documented, in the code and on the library's page, and none is imported before it is used."""

import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import bidewell
from bidewell.exchange.schema import TABLES

PAGE = Path(__file__).parents[3] / "docs" / "library.md"
CLASSES = [name for name in bidewell.__all__ if inspect.isclass(getattr(bidewell, name))]


def members(name: str) -> list[str]:
    return [
        member
        for member, value in vars(getattr(bidewell, name)).items()
        if not member.startswith("_") and (callable(value) or isinstance(value, property | classmethod))
    ]


@pytest.mark.parametrize("name", bidewell.__all__)
def test_every_public_name_has_a_docstring_of_its_own_and_a_place_on_the_page(name: str) -> None:
    documented = inspect.getdoc(getattr(bidewell, name))
    assert documented and not documented.startswith(f"{name}(")  # what a dataclass would say of itself
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CLASSES)
def test_every_public_member_has_a_docstring_and_a_place_on_the_page(name: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for member in members(name):
        assert inspect.getdoc(getattr(getattr(bidewell, name), member)), f"{name}.{member}"
        assert f"`.{member}" in page or f"`{name}.{member}" in page, f"{name}.{member} is not on the page"


@pytest.mark.parametrize("ask", [bidewell.Program.from_frames, bidewell.Specification])
def test_every_argument_is_explained(ask: Callable[..., object]) -> None:
    explained = {
        word for line in (inspect.getdoc(ask) or "").splitlines() for word in re.findall(r"\w+", line.split("  ")[0])
    }
    assert set(inspect.signature(ask).parameters) <= explained


def test_the_columns_that_a_table_must_have_are_named() -> None:
    told = inspect.getdoc(bidewell.Program.from_frames) or ""
    for table in TABLES:
        assert (
            f": {', '.join(table.required_names)}" in re.split(rf"^{table.name} +", told, flags=re.M)[1].splitlines()[0]
        )


def test_importing_the_package_loads_nothing_heavy() -> None:
    asked = "import sys, bidewell; print(sorted({'polars', 'jax', 'llvmlite', 'numpy', 'scipy', 'django'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_program_and_a_description_need_no_compiler() -> None:
    asked = "import sys, bidewell; bidewell.Program, bidewell.Specification; print(bool({'jax', 'llvmlite'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    assert "Program" in dir(bidewell)
    with pytest.raises(AttributeError, match="has no attribute 'Dropout'"):
        _ = bidewell.Dropout  # type: ignore[attr-defined]  # there is none: that is the point
