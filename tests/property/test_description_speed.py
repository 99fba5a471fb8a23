"""A large program is described in about a second: figures are arrays, not loops over clients."""

import time

import numpy as np

from bidewell.analysis.definitions import DEFAULT_DEFINITION
from bidewell.analysis.description.describe import describe
from bidewell.analysis.panel import build_panel
from tests.described_programs import large_program

CLIENTS = 5_000


def test_five_thousand_clients_in_six_groupings_are_described_in_about_a_second() -> None:
    records = large_program(np.random.default_rng(20261123), CLIENTS)
    panel = build_panel(records, DEFAULT_DEFINITION)
    describe(records, panel)
    began = time.perf_counter()
    description = describe(records, panel, by=("sex", "age"))
    took = time.perf_counter() - began
    assert len({row.group.column for row in description.retention}) == 7
    # The machine that runs the tests is shared and has two cores: three times what it takes there.
    assert took < 3
