"""Options that several commands share, so that they are spelled and explained once."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from bidewell import verbs
from bidewell.exchange.file_format import FILE_FORMATS

Command = TypeVar("Command", bound=Callable[..., Any])


class OneOf(click.ParamType[str]):
    """A name out of a registry that is read only when a name was given: help does not wait for it."""

    name = "name"

    def __init__(self, registry: Callable[[], Mapping[str, str]]) -> None:
        self.registry = registry

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        known = self.registry()
        if value not in known:
            self.fail(f"is not known. Choose one of {', '.join(known)}.", param, ctx)
        return value


PRINTED = Path("-")  # where data are asked for so, they are printed instead of text


def names(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """A list written with commas, as in age,sex."""
    return tuple(name.strip() for name in (value or "").split(",") if name.strip())


records_folder = click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
home = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The installation's home folder; BIDEWELL_HOME, or ./bidewell-home, by default.",
)
file_format = click.option(
    "--format",
    "file_format",
    type=click.Choice(FILE_FORMATS),
    default="csv",
    show_default=True,
    help="How the tables are written.",
)
A_FILE = click.Path(dir_okay=False, path_type=Path)
language = click.option(
    "--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Of the page and the words."
)
force = click.option("--force", is_flag=True, help="Replace what is already there.")
definition = click.option(
    "--definition",
    type=OneOf(verbs.definitions),
    metavar="NAME",
    default="loss_of_contact",
    show_default=True,
    help="The rule that says who left.",
)
grid = click.option(
    "--grid",
    type=click.Choice(["week", "session"]),
    default="week",
    show_default=True,
    help="Count time in weeks since admission or in sessions attended.",
)
adjust = click.option(
    "--adjust",
    callback=names,
    metavar="COLUMNS",
    help="Compare clients alike in these columns of the episodes, as in age,sex.",
)
nuts = click.option(
    "--nuts", is_flag=True, help="Sample the posterior by Markov chains: minutes, not seconds (extra: nuts)."
)
with_sensitivity = click.option(
    "--with-sensitivity",
    is_flag=True,
    help="Fit more, to see what the ranking depends on: definitions, priors, the alliance.",
)
seed = click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same numbers.")


def data_file(words: str) -> Callable[[Command], Command]:
    """Where the data that a page is made from go, or PRINTED; `words` say what is in them."""
    return click.option("--json", "json_out", type=A_FILE, metavar="FILE", help=words)


def refuse_places(*paths: Path | None, force: bool) -> None:
    """Of files asked for together: none replaces what is there, nor another of them."""
    named = [path for path in paths if path is not None]
    if len({path.resolve() for path in named}) < len(named):
        raise click.UsageError(f"{named[-1]} is asked for twice. Give each file a place of its own.")
    for path in named:
        refuse_to_replace(path, force)


def refuse_to_replace(path: Path | None, force: bool) -> None:
    """Asked before the work begins: nobody should wait a minute to hear that the file exists."""
    if path is not None and path.exists() and not force:
        raise click.UsageError(f"{path} exists. Name another place, or replace it with --force.")
