"""The named definitions of leaving. Every result carries the name of the one it was made under."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from bidewell.analysis.events import leaving
from bidewell.domain.leaving_state import WINDOW_DAYS


@dataclass(frozen=True)
class Definition:
    """One rule of leaving. `splits_on_return`: a return after the window opens a linked episode."""

    name: str
    words: Mapping[str, str]
    outcome: Callable[[], pl.Expr]
    splits_on_return: bool = True
    window_days: int = WINDOW_DAYS


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "loss_of_contact",
        {
            "en": "No attended session for 30 days (or twice the planned interval), and no other ending recorded",
            "es": "Sin asistir a sesiones 30 días (o el doble del intervalo previsto) ni otro final registrado",
        },
        leaving.loss_of_contact,
    ),
    Definition(
        "recorded_reason",
        {
            "en": "The chart says that the client left",
            "es": "El expediente dice que la persona dejó el tratamiento",
        },
        leaving.recorded_reason,
        splits_on_return=False,
    ),
    Definition(
        "missed_last_session",
        {
            "en": "Care is over and the client missed the last session",
            "es": "La atención terminó y la persona faltó a la última sesión",
        },
        leaving.missed_last_session,
        splits_on_return=False,
    ),
    Definition(
        "below_sessions",
        {
            "en": "Care is over after fewer than 4 attended sessions",
            "es": "La atención terminó con menos de 4 sesiones asistidas",
        },
        leaving.below_sessions,
        splits_on_return=False,
    ),
    Definition(
        "short_stay",
        {
            "en": "Care is over in less than 90 days",
            "es": "La atención terminó en menos de 90 días",
        },
        leaving.short_stay,
        splits_on_return=False,
    ),
    Definition(
        "left_at_order_end",
        {
            "en": "As loss of contact; stopping when a court order ends also counts as leaving",
            "es": "Como la pérdida de contacto; parar cuando termina una orden judicial también cuenta como dejarlo",
        },
        leaving.left_at_order_end,
    ),
    Definition(
        "agreed_as_left",
        {
            "en": "As loss of contact; all agreed endings also count as leaving",
            "es": "Como la pérdida de contacto; todos los finales acordados también cuentan como dejarlo",
        },
        leaving.agreed_as_left,
    ),
    Definition(
        "agreed_unattended_as_left",
        {
            "en": "As loss of contact; agreed endings without an attended last session also count as leaving",
            "es": "Como la pérdida de contacto; los finales acordados sin última sesión asistida también",
        },
        leaving.agreed_unattended_as_left,
    ),
)

DEFAULT_DEFINITION = DEFINITIONS[0]


class UnknownDefinition(ValueError):
    """A definition was asked for that has no rule."""


def definition(name: str) -> Definition:
    """The definition of that name."""
    for known in DEFINITIONS:
        if known.name == name:
            return known
    raise UnknownDefinition(f"unknown definition; choose one of {', '.join(known.name for known in DEFINITIONS)}")
