"""Installations of their own, which their tests run as a program would: by the command."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clinic.installations import Installation, new_installation, upgraded_installation
from tests.clinic_environment import KIND


@pytest.fixture
def install(tmp_path: Path) -> Callable[..., Installation]:
    """Makes an empty installation: on the database of this run unless another kind is named."""

    def made(kind: str = KIND, **settings: str | int | bool) -> Installation:
        return new_installation(tmp_path, kind, **settings)

    return made


@pytest.fixture
def upgraded(tmp_path: Path) -> Callable[..., Installation]:
    """Makes an installation that is ready, with nothing in it: on the database of this run unless another kind is named."""

    def made(kind: str = KIND, **settings: str | int | bool) -> Installation:
        return upgraded_installation(tmp_path, kind, **settings)

    return made
