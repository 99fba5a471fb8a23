"""What the page of requests says: askers, answers, and the refusal that comes with Bidewell."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bidewell.domain.outsiders import Asker, RequestAnswer
from bidewell.records.models import Program

ASKER_WORDS: dict[str, str | Promise] = {
    Asker.COURT: _("A court"),
    Asker.PROBATION: _("Probation or parole"),
    Asker.FAMILY: _("Family or partner"),
    Asker.PAYER: _("An insurer or payer"),
    Asker.EMPLOYER: _("An employer"),
    Asker.OTHER: _("Somebody else"),
}
ANSWER_WORDS: dict[str, str | Promise] = {
    RequestAnswer.REFUSED: _("Refused"),
    RequestAnswer.ATTENDANCE_ONLY: _("Attendance and status, with written consent"),
    RequestAnswer.REFERRED_TO_COUNSEL: _("Passed to our counsel"),
}
# It neither says nor denies that somebody is a client. A program's counsel can replace it in the settings.
REFUSAL = _(
    "We can neither say nor deny that somebody is or was a client here. Federal law protects such records. We may "
    "answer only with the person's written consent that names you and what may be shared, or on a court order under "
    "the special rules for these records. What clients say in our check-ins, and any estimate made from it, is not "
    "part of any answer."
)


def refusal_in(program: Program, language: str) -> str:
    """The program's own words, or the shipped ones, in a language."""
    own = program.requests_text.get(language)
    if own:
        return str(own)
    with override(language):
        return str(REFUSAL)
