"""A figure of the report by itself: the finding in words, the drawing as SVG, and what it cannot say."""

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from bidewell.library.arguments import place
from bidewell.report.charts.drawing import FONT
from bidewell.report.language import Language
from bidewell.report.page import stylesheet
from bidewell.report.sections.view import Figure as PageFigure

_FITTING = "max-width: 100%; height: auto"  # a notebook on a phone is narrower
_OF_A_FILE = f'xmlns="http://www.w3.org/2000/svg" font-family="{FONT}"'


@dataclass(frozen=True)
class Figure:
    """`svg` stands alone; `words` say what it shows, `facts` by which definition and on how many, and `cannot_say` the
    rest. A notebook shows all of it."""

    title: str
    words: str
    facts: tuple[str, ...]
    cannot_say: str
    svg: str = field(repr=False)

    def save(self, path: Path | str) -> Path:
        """Write the drawing as an .svg file and return its path. What is there is replaced; folders are made for it."""
        from bidewell.exchange.whole_files import write_whole

        return write_whole(place("path", path), self.svg, for_owner_only=False)

    def _repr_html_(self) -> str:
        words = "".join(f"<p>{escape(line)}</p>" for line in (self.words, "; ".join(self.facts), self.cannot_say))
        return f"<figure><figcaption><b>{escape(self.title)}</b>{words}</figcaption>{self.svg}</figure>"


def standing_alone(figure: PageFigure, language: Language) -> Figure:
    """A figure of the page, in its colours for paper, without the page."""
    wide = re.search(r'<div class="drawing wide">(.*?)</div>', figure.drawing, re.S)
    if wide is None:
        raise ValueError(f"figure {figure.key} has no drawing")
    facts = tuple(f"{fact.term}: {fact.words}" for fact in figure.facts)
    cannot_say = f"{language.say('What this cannot say:')} {figure.cannot_say}"
    return Figure(figure.title, figure.finding, facts, cannot_say, _coloured(wide[1]))


def _coloured(svg: str) -> str:
    """With the style sheet's colours written out: a file by itself knows no variables of a page."""
    colours = dict(reversed(re.findall(r"--(\w+): ?(#[0-9a-f]+);", stylesheet())))  # the first, for light pages, wins
    coloured = re.sub(r"var\(--(\w+)\)", lambda found: colours[found[1]], svg)
    return coloured.replace("<svg ", f'<svg {_OF_A_FILE} style="{_FITTING}; background: {colours["card"]}" ', 1)
