"""docs/records-format.md says what the schema says."""

import runpy
from pathlib import Path

from bidewell.exchange.dictionary import generated_blocks

ROOT = Path(__file__).parents[2]


def test_the_data_dictionary_is_the_schema():
    page = (ROOT / "docs" / "records-format.md").read_text(encoding="utf-8")
    assert all(f"<!-- {name} -->" in page for name in generated_blocks())
    with_blocks = runpy.run_path(str(ROOT / "scripts" / "write_dictionary.py"))["with_blocks"]
    assert page == with_blocks(page), "run: python scripts/write_dictionary.py"
