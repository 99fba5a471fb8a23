"""Write the parts of docs/records-format.md that derive from the schema: `python scripts/write_dictionary.py`."""

import re
from pathlib import Path

from bidewell.exchange.dictionary import generated_blocks

PAGE = Path(__file__).parent.parent / "docs" / "records-format.md"


def with_blocks(page: str) -> str:
    """The page with every block between its marks as the schema has it."""
    for name, block in generated_blocks().items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        page = marks.sub(lambda match, block=block: f"{match[1]}\n{block}\n\n{match[2]}", page)
    return page


if __name__ == "__main__":
    PAGE.write_text(with_blocks(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
