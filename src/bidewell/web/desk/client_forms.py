"""Forms about a client: details and how to reach them, and the opening of an episode."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bidewell.actions.clients import ClientDetails
from bidewell.actions.episodes import EpisodeFacts
from bidewell.records.models import Client, Episode, Membership, Site
from bidewell.web.shared.day_fields import DayField, VersionField
from bidewell.web.shared.rows_to_choose import NamedChoiceField, offer

PHONE = r"^[0-9+()./ -]{3,40}$"


class DetailsForm(forms.Form):
    """Who the client is and how to reach them."""

    name = forms.CharField(max_length=200, label=gettext_lazy("Name"))
    language = forms.ChoiceField(
        choices=[("", gettext_lazy("Not known")), *settings.LANGUAGES],
        required=False,
        label=gettext_lazy("Language for check-ins"),
    )
    phone = forms.RegexField(PHONE, max_length=40, required=False, label=gettext_lazy("Mobile phone"))
    email = forms.EmailField(required=False, label=gettext_lazy("E-mail"))
    no_messages = forms.BooleanField(
        required=False,
        label=gettext_lazy("Send no messages at all"),
        help_text=gettext_lazy("For a shared phone, or where a message could do harm. It outweighs any consent."),
    )

    def details(self) -> ClientDetails:
        given = self.cleaned_data
        return ClientDetails(given["name"], given["language"], given["email"], given["phone"], given["no_messages"])


class EditDetailsForm(DetailsForm):
    """The same of a client who is there already."""

    version = VersionField()

    @staticmethod
    def values_of(client: Client) -> dict[str, object]:
        columns = ("name", "language", "phone", "email", "no_messages", "version")
        return {column: getattr(client, column) for column in columns}


class KeyForm(forms.Form):
    """The program's own number of a client, where it has one."""

    key = forms.CharField(
        max_length=100,
        required=False,
        label=gettext_lazy("Client number"),
        help_text=gettext_lazy("As in your other system. Leave it empty and one is made."),
    )


class DaysPlannedField(forms.FloatField):
    """A week is written 7, not 7.0."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:g}" if isinstance(value, float) else value


class EpisodeForm(forms.Form):
    """What is known when an episode opens; all of it can be corrected later."""

    referred_on = DayField(required=False, label=gettext_lazy("Referred on"))
    first_offered_on = DayField(required=False, label=gettext_lazy("First appointment offered for"))
    start = DayField(
        required=False,
        label=gettext_lazy("Care began on"),
        help_text=gettext_lazy("Leave it empty until the first session: it is filled in when the client comes."),
    )
    site = NamedChoiceField(Site.objects.none(), required=False, label=gettext_lazy("Site"))
    referral_source = forms.CharField(max_length=200, required=False, label=gettext_lazy("Who referred the client"))
    level_of_care = forms.CharField(max_length=200, required=False, label=gettext_lazy("Level of care"))
    payer = forms.CharField(max_length=200, required=False, label=gettext_lazy("Who pays"))
    planned_interval_days = DaysPlannedField(
        required=False,
        min_value=0.5,
        max_value=366,
        label=gettext_lazy("Days planned between sessions"),
        help_text=gettext_lazy("7 is weekly. Leave it empty for the program's usual."),
    )

    def __init__(self, *given: Any, sites: QuerySet[Site], **options: Any) -> None:
        super().__init__(*given, **options)
        offer(self, "site", sites, none=_("No site"))

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        if not self.errors and not given.get("referred_on") and not given.get("start"):
            raise ValidationError(_("Give the day of the referral or the day care began."))

    def facts(self) -> EpisodeFacts:
        given = self.cleaned_data
        return EpisodeFacts(**{name: given[name] for name in EpisodeFacts.__dataclass_fields__})

    @staticmethod
    def values_of(episode: Episode) -> dict[str, object]:
        values = {name: getattr(episode, name) for name in EpisodeFacts.__dataclass_fields__}
        return {**values, "site": episode.site_id}


class TherapistForm(forms.Form):
    """Whose client it becomes."""

    therapist = NamedChoiceField(Membership.objects.none(), label=gettext_lazy("Therapist"))

    def __init__(self, *given: Any, therapists: QuerySet[Membership], **options: Any) -> None:
        super().__init__(*given, **options)
        offer(self, "therapist", therapists)
