"""A fit in use, with the report's document of a full program: for pages that show what was told."""

import json
from functools import cache
from typing import Any

from bidewell.records.models import Fit, Program
from tests.clinic.cast import DAY, NOW
from tests.report_full import full
from tests.report_spanish import spanish


@cache
def _documents() -> str:
    return json.dumps({"en": full(), "es": spanish()})


def fit_of(program: Program, **changes: Any) -> Fit:
    """The one in use. `changes` are columns of the fit."""
    values = {
        "made_at": NOW, "bidewell": "0.1.0", "definition": "loss_of_contact", "digest": "sha256:5b1f", "seed": 1, "cut": DAY,
        "clients": 1000, "contacts": 16220, "left": 417, "has_alliance": True, "is_trusted": True, "artefact": b"",
        "document": json.loads(_documents()), "is_in_use": True,
    }  # fmt: skip
    return Fit.objects.create(program=program, **{**values, **changes})
