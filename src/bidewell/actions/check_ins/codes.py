"""Short codes, typed from paper. A check-in's key in the records is its code: random, and of no use once answered.

Forty bits: with a thousand check-ins open at once, a guess meets one of them once in a thousand million times.
"""

import secrets
from datetime import datetime

from django.db.models import Q

from bidewell.domain.sessions import CheckInStatus
from bidewell.records.models import CheckIn, Program

# Without I, L, O and U: what is read aloud or off paper is not mistaken for 1, 0 or V.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_code() -> str:
    """A code that nobody can guess."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def as_printed(code: str) -> str:
    """In two halves, which are easier to copy."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def as_typed(words: str) -> str:
    """What was meant by what was typed: small letters, blanks, dashes and letters taken for digits do not matter."""
    letters = words[:40].upper().translate(_MISREAD)
    return "".join(letter for letter in letters if letter in LETTERS)


def check_in_by_code(words: str, *, at: datetime | None = None) -> CheckIn | None:
    """The check-in of this code that can still be answered; with `at`, only one whose time is not over."""
    code = as_typed(words)
    if len(code) != LENGTH:
        return None
    waiting = Q(status__in=(CheckInStatus.OFFERED, CheckInStatus.SHOWN, CheckInStatus.UNDELIVERED))
    if at is not None:
        waiting &= Q(expires_at__gt=at)
    # Keys are one program's: naming them all lets the database use its index.
    programs = Program.objects.values("pk")
    found = CheckIn.objects.filter(waiting, program__in=programs, key=code, intended_at__isnull=False)
    return found.select_related("program", "instrument", "session", "episode__client").first()
