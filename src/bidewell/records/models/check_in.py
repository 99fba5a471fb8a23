"""Check-ins: one answering of an instrument, or the offer of one. Free text is kept apart, in a table of its own."""

from django.db import models
from django.db.models import Q

from bidewell.domain.sessions import CheckInStatus, Rater
from bidewell.domain.sharing import Sharing
from bidewell.records.fields import KEY_LENGTH, Referred, code_field, holds_one_of
from bidewell.records.models.episode import Episode
from bidewell.records.models.instrument import InstrumentVersion
from bidewell.records.models.person import Person
from bidewell.records.models.program import Program
from bidewell.records.models.session import Session


class CheckIn(Referred):
    """`at` is when it was answered, or offered where it was not. Times of each answer stand in `Answer`."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="check_ins")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="check_ins")
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="check_ins")
    key = models.CharField(max_length=KEY_LENGTH)
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="check_ins")
    rater = code_field(Rater)
    mode = models.CharField(max_length=40, null=True, blank=True)  # phone, kiosk, paper, ...
    language = models.CharField(max_length=10, blank=True)
    status = code_field(CheckInStatus, default=CheckInStatus.OFFERED)
    at = models.DateTimeField()
    # Items asked in this one, in order, fixed when it is offered: a later edit of the instrument changes nothing here.
    items = models.JSONField(default=list, blank=True)
    intended_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    sharing = code_field(Sharing, default=Sharing.THERAPIST)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    keyed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            holds_one_of("rater", Rater, "check_in_rater_is_known"),
            holds_one_of("status", CheckInStatus, "check_in_status_is_known"),
            holds_one_of("sharing", Sharing, "check_in_sharing_is_known"),
            models.UniqueConstraint(fields=["program", "key"], name="check_in_key_is_its_own_in_a_program"),
            models.UniqueConstraint(
                fields=["session", "instrument"],
                condition=Q(session__isnull=False, intended_at__isnull=False),
                name="check_in_is_offered_once_a_session",
            ),
        ]
        indexes = [
            models.Index(fields=["episode", "at"]),
            models.Index(fields=["program", "at", "rater", "status", "episode"], name="check_in_counted_by_month"),
        ]


class Answer(models.Model):
    """The value of one item or score. Imported rows keep their order in the records."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=100)
    value = models.FloatField(null=True, blank=True)
    is_score = models.BooleanField(default=False)
    shown_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_in", "item"], name="answer_to_an_item_is_given_once")]


class FreeText(models.Model):
    """What a client wrote. No feature, export or search reads it; the client's page shows it as far as was shared."""

    check_in = models.OneToOneField(CheckIn, on_delete=models.CASCADE, related_name="free_text")
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField()


class SafetyNote(models.Model):
    """An answer to a safety item reached its threshold: who must look, and who has looked."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="safety_notes")
    item = models.CharField(max_length=100)
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_in", "item"], name="safety_note_is_raised_once")]
