"""Why a session was missed or called off: HL7's codes for cancelled appointments, and whose doing each is.

Codes: http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason, version 2.1.1, CC0, all 32 of them. The
words are our own; where HL7's say more than what belongs here (a scan, a drip), the code is known but not offered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bidewell.domain.sessions import SessionStatus


class Side(StrEnum):
    """Whose doing it was. Only what the program called off was not the client's to keep."""

    CLIENT = "client"
    PROGRAM = "program"
    EITHER = "either"


@dataclass(frozen=True)
class MissedReason:
    """One code. `is_offered`: a choice on the pages of an outpatient program."""

    code: str
    side: Side
    words: Mapping[str, str]
    is_offered: bool = True


def _reason(code: str, side: Side, en: str, es: str, is_offered: bool = True) -> MissedReason:
    return MissedReason(code, side, {"en": en, "es": es}, is_offered)


_CLIENT, _PROGRAM, _EITHER = Side.CLIENT, Side.PROGRAM, Side.EITHER

# In the order in which they are offered.
MISSED_REASONS: tuple[MissedReason, ...] = (
    _reason("pat-lt", _CLIENT, "No way to get here", "No tenía cómo llegar"),
    _reason("pat-fb", _CLIENT, "Feels better", "Se siente mejor"),
    _reason("pat-ucp", _CLIENT, "Not happy here, or sees somebody else", "Descontento, o va con otra persona"),
    _reason("pat-mv", _CLIENT, "Moved away", "Se mudó"),
    _reason("pat-mt", _CLIENT, "Coverage ended", "Terminó la cobertura"),
    _reason("pat-preg", _CLIENT, "Pregnancy", "Embarazo"),
    _reason("pat-dec", _CLIENT, "Died", "Falleció"),
    _reason("pat-crs", _CLIENT, "Called off by answering a reminder", "Canceló al responder un recordatorio"),
    _reason("pat-cpp", _CLIENT, "Called off online", "Canceló por internet"),
    _reason("pat-swl", _CLIENT, "Took another time from the wait list", "Tomó otra hora de la lista de espera"),
    _reason("pat", _CLIENT, "Another reason of the client", "Otro motivo de la persona"),
    _reason("prov-pers", _PROGRAM, "Therapist away", "Terapeuta ausente"),
    _reason("prov-hosp", _PROGRAM, "Therapist ill", "Terapeuta con enfermedad"),
    _reason("prov-edu", _PROGRAM, "Training or meeting", "Capacitación o reunión"),
    _reason("prov-dch", _PROGRAM, "Care has ended", "La atención terminó"),
    _reason("prov", _PROGRAM, "Another reason of the program", "Otro motivo del programa"),
    _reason("oth-room", _PROGRAM, "No room", "No había sala"),
    _reason("oth-int", _PROGRAM, "No interpreter", "No había intérprete"),
    _reason("oth-cms", _PROGRAM, "Not authorized by the payer", "Sin autorización de quien paga"),
    _reason("oth-oerr", _PROGRAM, "Booked by mistake", "Cita dada por error"),
    _reason("oth-err", _PROGRAM, "Some other mistake", "Otro error"),
    _reason("oth-weath", _EITHER, "Weather", "Mal tiempo"),
    _reason("oth-fin", _EITHER, "Money", "Dinero"),
    _reason("other", _EITHER, "Something else", "Otra cosa"),
    _reason("oth-mu", _PROGRAM, "Results or medicine not ready", "Resultados o medicina no listos", False),
    _reason("meds-inc", _EITHER, "Preparation not finished", "Preparación incompleta", False),
    _reason("maint", _PROGRAM, "Equipment under repair", "Equipo en reparación", False),
    _reason("oth-swie", _PROGRAM, "Walk-in entered by mistake", "Visita sin cita registrada por error", False),
    _reason("oth-iv", _PROGRAM, "No access for a drip", "Sin acceso para suero", False),
    _reason("prov-labs", _PROGRAM, "Laboratory values out of range", "Análisis fuera de rango", False),
    _reason("prov-mri", _PROGRAM, "Scan not possible", "Resonancia no posible", False),
    _reason("prov-onc", _PROGRAM, "Cancer treatment changed", "Cambio del tratamiento oncológico", False),
)

_BY_CODE: Mapping[str, MissedReason] = {reason.code: reason for reason in MISSED_REASONS}

_SIDES: Mapping[SessionStatus, frozenset[Side]] = {
    SessionStatus.NO_SHOW: frozenset({Side.CLIENT, Side.EITHER}),
    SessionStatus.CANCELLED_BY_CLIENT: frozenset({Side.CLIENT, Side.EITHER}),
    SessionStatus.CANCELLED_BY_PROGRAM: frozenset({Side.PROGRAM, Side.EITHER}),
}
# Nobody called off a session by not coming to it.
_CALLED_OFF = frozenset({"pat-crs", "pat-cpp", "pat-swl"})


def missed_reason(code: str) -> MissedReason | None:
    """The reason of that code, if HL7 has one. Imported records may hold a program's own codes."""
    return _BY_CODE.get(code)


def reasons_for(status: SessionStatus) -> tuple[MissedReason, ...]:
    """What can be chosen for a session that ended this way; nothing for one that was attended or is to come."""
    sides = _SIDES.get(status, frozenset())
    known = (reason for reason in MISSED_REASONS if reason.is_offered and reason.side in sides)
    return tuple(one for one in known if status != SessionStatus.NO_SHOW or one.code not in _CALLED_OFF)
