"""The verbs of an installation, one typed function each: what the commands of the clinic do, for Python.

    from bidewell import clinic

    clinic.ready(Path("bidewell-home"))

`verbs` reads and writes folders and needs no database; what stands here runs on the installation in a home folder. Each
verb imports what it needs when it is called, and begins with `ready`: models can be imported only after it.
"""

from __future__ import annotations

import os
from pathlib import Path


def ready(home: Path | None = None) -> None:
    """Set Django up on an installation: the home folder given, or BIDEWELL_HOME, or ./bidewell-home.

    Raises ConfigurationRefused where `clinic.toml` is wrong. Called again, it changes nothing.
    """
    if home is not None:
        os.environ["BIDEWELL_HOME"] = str(home.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bidewell.web.settings")
    import django

    django.setup()
