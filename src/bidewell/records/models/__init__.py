"""Every table, by the name Django knows it under."""

from bidewell.records.models.assignment import Assignment, Cover
from bidewell.records.models.audit import AuditEvent, AuditSeal
from bidewell.records.models.check_in import Answer, CheckIn, FreeText, SafetyNote
from bidewell.records.models.client import ChannelConsent, Client
from bidewell.records.models.ending import Ending
from bidewell.records.models.episode import Episode
from bidewell.records.models.factor import Factor
from bidewell.records.models.fit import Fit, Forecast
from bidewell.records.models.group import Group
from bidewell.records.models.imports import ImportBatch, ImportedRow, UnmatchedRow
from bidewell.records.models.instrument import InstrumentVersion
from bidewell.records.models.job import Job
from bidewell.records.models.membership import Membership
from bidewell.records.models.outbox import OutboxMessage
from bidewell.records.models.person import Person
from bidewell.records.models.program import Program
from bidewell.records.models.request import Request
from bidewell.records.models.session import Session, SessionStaff
from bidewell.records.models.site import Site
from bidewell.records.models.snapshot import Snapshot

__all__ = [
    "Answer", "Assignment", "AuditEvent", "AuditSeal", "ChannelConsent", "CheckIn", "Client", "Cover", "Ending",
    "Episode", "Factor", "Fit", "Forecast", "FreeText", "Group", "ImportBatch", "ImportedRow", "InstrumentVersion",
    "Job", "Membership", "OutboxMessage", "Person", "Program", "Request", "SafetyNote", "Session", "SessionStaff",
    "Site", "Snapshot", "UnmatchedRow",
]  # fmt: skip
