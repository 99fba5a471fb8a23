"""An installation with a made-up program in it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from bidewell.clinic.installation import upgrade
from bidewell.progress import Progress, quietly

if TYPE_CHECKING:
    from bidewell.actions.demo.making import Demo

# A folder that holds this may be replaced by the next demo; no other is.
DEMO_MARK = "THIS-IS-A-DEMO.txt"
DEMO_WORDS = "Every person in this folder is made up. The next `bidewell demo` replaces all of it.\n"


def make_demo(home: Path, listen: str = "127.0.0.1:8000", progress: Progress = quietly) -> Demo:
    """Make an installation with a made-up program in it. An earlier demo there is replaced, anything else refused."""
    _clear_for_demo(home, f"http://{listen}")
    progress("making the database")
    upgrade(home)
    from django.utils import timezone

    from bidewell.actions.demo import making

    return making.make_demo(at=timezone.now(), progress=progress)


def _clear_for_demo(home: Path, address: str) -> None:
    if home.exists() and any(home.iterdir()):
        if not (home / DEMO_MARK).is_file():
            raise FileExistsError(f"{home} holds something that is no demo. Name another folder with --home.")
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    (home / DEMO_MARK).write_text(DEMO_WORDS, encoding="utf-8")
    (home / "clinic.toml").write_text(f'address = "{address}"\n', encoding="utf-8")
