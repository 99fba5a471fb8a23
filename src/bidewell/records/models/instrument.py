"""The versions of instruments a program uses. A version that has been answered never changes."""

from django.db import models

from bidewell.domain.sessions import Rater
from bidewell.records.fields import Referred, code_field, holds_one_of
from bidewell.records.models.person import Person
from bidewell.records.models.program import Program


class InstrumentVersion(Referred):
    """One instrument, version and rater. `definition` is what `instruments.attested` reads; shipped ones have none.

    `text` holds licensed wording by language, loaded by a program that attests its licence. `item`, `minimum` and
    `maximum` say which rating stands for the instrument in the records format; empty for one that came with checkins
    but is not described.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="instruments")
    code = models.CharField(max_length=100)
    version = models.CharField(max_length=100, blank=True)  # empty: the records name none
    rater = code_field(Rater)
    role = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=100, blank=True)
    minimum = models.FloatField(null=True, blank=True)
    maximum = models.FloatField(null=True, blank=True)
    place = models.PositiveSmallIntegerField(null=True, blank=True)  # its place in program.toml; empty: not described
    definition = models.JSONField(default=dict, blank=True)
    text = models.JSONField(default=dict, blank=True)
    # The answer from which an item calls for a safety note, by item: the program's own, beside those of the definition.
    safety_from = models.JSONField(default=dict, blank=True)
    is_offered = models.BooleanField(default=False)
    attested_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    attested_at = models.DateTimeField(null=True, blank=True)
    licence_reference = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            holds_one_of("rater", Rater, "instrument_rater_is_known"),
            models.UniqueConstraint(
                fields=["program", "code", "version", "rater"],
                name="instrument_version_is_kept_once",
            ),
            models.CheckConstraint(
                condition=models.Q(attested_by=None, attested_at=None)
                | models.Q(attested_by__isnull=False, attested_at__isnull=False),
                name="instrument_attestation_has_who_and_when",
            ),
        ]
