"""The audit trail of an installation: sealed, and compared with its seals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bidewell.clinic.installation import ready

if TYPE_CHECKING:
    from bidewell.actions.audit_seals import AuditReport


def audit_verify(home: Path | None = None, head: str | None = None) -> AuditReport:
    """Whether the audit trail agrees with its seals. `head`: a digest kept elsewhere that must be among them."""
    ready(home)
    from bidewell.actions import audit_seals
    from bidewell.web import upgrading

    upgrading.refuse_unless_upgraded()
    return audit_seals.verify(head)


def audit_seal(home: Path | None = None) -> int:
    """Seal every line of the audit trail that has no seal. Returns how many."""
    ready(home)
    from django.utils import timezone

    from bidewell.actions import audit_seals
    from bidewell.web import upgrading

    upgrading.refuse_unless_upgraded()
    return audit_seals.seal_events(at=timezone.now())
