"""A simulated program into a folder: the records, and beside them what is true and what a right analysis says."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bidewell.exchange.file_format import FileFormat
from bidewell.exchange.whole_files import folder_beside, move_into_place
from bidewell.exchange.writing import fill_with_records, refuse_what_holds_something
from bidewell.simulate.program import Simulated
from bidewell.simulate.stayed import true_stayed

TRUTH_FILE = "truth.json"
HORIZONS_DAYS = (30, 91, 180)


def write_simulated(simulated: Simulated, folder: Path, file_format: FileFormat = "csv") -> Path:
    """Write the records folder with `truth.json` in it, and return it. The folder must be new or empty."""
    refuse_what_holds_something(folder)
    with folder_beside(folder, for_owner_only=True) as beside:
        fill_with_records(simulated.records, beside, file_format)
        text = json.dumps(truth_document(simulated), indent=2) + "\n"
        (beside / TRUTH_FILE).write_text(text, encoding="utf-8")
        move_into_place(beside, folder)
    return folder


def truth_document(simulated: Simulated) -> dict[str, Any]:
    """The truth as data. A claim with several verdicts accepts each of them."""
    scenario = simulated.scenario
    truth = scenario.truth
    return {
        "scenario": scenario.name,
        "words": scenario.words,
        "seed": simulated.seed,
        "largest": scenario.largest,
        "largest_acceptable": list(scenario.largest_acceptable),
        "claims": {claim: one_or_list(verdicts) for claim, verdicts in scenario.claims.items()},
        "sentence": scenario.sentence,
        "stayed": [{"horizon_days": days, "probability": round(true_stayed(truth, days), 3)} for days in HORIZONS_DAYS],
        "rating": {
            "average_points": round(truth.rating.average, 3),
            "level_sd_points": round(truth.rating.level_sd * truth.rating.points, 3),
        },
        "parameters": asdict(truth),
    }


def one_or_list(verdicts: tuple[str, ...]) -> str | list[str]:
    return verdicts[0] if len(verdicts) == 1 else list(verdicts)
