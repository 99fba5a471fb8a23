"""The names of roles, on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bidewell.domain.roles import Role

ROLE_WORDS: dict[str, str | Promise] = {
    Role.THERAPIST: _("Therapist"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.DIRECTOR: _("Director"),
    Role.FRONT_DESK: _("Front desk"),
    Role.DATA_MANAGER: _("Data manager"),
    Role.ADMINISTRATOR: _("Administrator"),
}
ROLE_CHOICES = [(code, words) for code, words in ROLE_WORDS.items()]
