"""What an action raises instead of changing something."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """The change cannot be made; the words say why and what to do. They hold no client's value."""


class ChangedMeanwhile(Refused):
    """Somebody else saved the same thing first."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has changed this in the meantime. Look at it again, then make your change."))
