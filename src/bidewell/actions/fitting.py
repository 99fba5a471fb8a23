"""Fitting a program anew: a job of the night. What is fitted is published whole, or the earlier fit stays in use.

The library is imported when a fit runs, which is in a process of its own: the compiler and its memory go with it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bidewell.actions import auditing
from bidewell.actions.forecasting import LANGUAGES, mark_all_stale
from bidewell.domain.time import program_day
from bidewell.progress import Progress
from bidewell.records.models import Fit, Job, Program
from bidewell.records.one_moment import one_moment
from bidewell.records.private_window import private_keys

if TYPE_CHECKING:
    from bidewell.analysis.answered.answers import Answers
    from bidewell.analysis.answers.fair_comparison import Kind
    from bidewell.analysis.events.panel import PanelFrames
    from bidewell.analysis.forecasting.saved_program import SavedProgram
    from bidewell.analysis.program import ProgramRecords

SEED = 1
WRITING = "writing down what was found"
# What came of a refit, as the job's outcome and the pages say it.
PUBLISHED, NOTHING_TO_FIT, NOT_TRUSTED = "published", "nothing_to_fit", "not_trusted"


def refit(job: Job, progress: Progress, at: datetime) -> str:
    """Fit the program's records of today, and publish the fit if it can be trusted."""
    from bidewell.analysis.model.laid_out import NothingToFit

    assert job.program is not None
    progress("reading the records")
    try:
        fit = fit_records(job.program, at, progress)
    except NothingToFit:
        return NOTHING_TO_FIT
    progress(WRITING)
    publish_fit(fit, at=_now_of(job, at))
    return PUBLISHED if fit.is_trusted else NOT_TRUSTED


def _now_of(job: Job, began: datetime) -> datetime:
    """The time by the clock of whoever runs the job, who writes it down with each word of progress.

    A fit takes long: published as of its beginning, every forecast would look late.
    """
    beat = Job.objects.values_list("heartbeat_at", flat=True).get(pk=job.pk)
    return max(began, beat) if beat else began


def fit_records(program: Program, at: datetime, progress: Progress) -> Fit:
    """A fit of the program's records, not stored yet. Raises NothingToFit where no contact's outcome is known.

    Answers that are only to be counted teach the program as all others do; no forecast of a client is made from them.
    """
    from bidewell.analysis.answered.answers import answers
    from bidewell.analysis.answers.fair_comparison import KINDS
    from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
    from bidewell.analysis.events.panel import build_panel
    from bidewell.analysis.forecasting.saved_program import SavedProgram
    from bidewell.analysis.model.fits import fit_all
    from bidewell.analysis.model.specification import Choices
    from bidewell.records.frames import program_records

    day = program_day(at, program.time_zone)
    with one_moment():
        records = program_records(program, as_of=day)
    panel = build_panel(records, DEFAULT_DEFINITION)
    fits = fit_all(records, panel, Choices(), SEED, progress)
    # Staff are compared under a written rule only, and nobody in their private weeks.
    kinds: Sequence[Kind] = KINDS if program.use_policy_signed_on else ("site",)
    answered = answers(records, fits, compared=kinds, not_compared=private_keys(program, day))
    progress(WRITING)
    documents = _documents(records, panel, answered)
    kept = SavedProgram.of(answered.fits.explain, answered.fits.forecast, _answered_part(documents["en"]))
    return _row(program, kept, documents, at)


def publish_fit(fit: Fit, *, at: datetime) -> None:
    """Store a fit. One that can be trusted is in use from then on, and every open episode is forecast with it.

    Unless one of later records is in use already: a process that was given up for dead may still come to its end.
    """
    with transaction.atomic():
        Program.objects.select_for_update(no_key=True).get(pk=fit.program_id)  # two who publish wait for each other
        in_use = Fit.objects.filter(program=fit.program_id, is_in_use=True)
        if fit.is_trusted and not in_use.filter(made_at__gt=fit.made_at).exists():
            in_use.update(is_in_use=False)
            fit.is_in_use = True
        fit.save(force_insert=True)
        if fit.is_in_use:
            mark_all_stale(fit.program, at=at)
        auditing.note("fit_published" if fit.is_in_use else "fit_kept", fit, by=None, at=at, program=fit.program)


def _documents(records: "ProgramRecords", panel: "PanelFrames", answered: "Answers") -> dict[str, Any]:
    """The report's document by language. It holds no forecasts: those are of single clients."""
    from bidewell.analysis.description.describe import describe
    from bidewell.report.document import Material, report_document
    from bidewell.report.language import Language

    material = Material(records, panel, describe(records, panel, ()), answered)
    return {code: report_document(material, Language(code)) for code in LANGUAGES}


def _answered_part(document: dict[str, Any]) -> dict[str, Any]:
    parts = ("ranking", "verdict", "sensitivity", "claims", "bend", "pressure", "parameters", "model")
    return {name: document[name] for name in parts}


def _row(program: Program, saved: "SavedProgram", documents: dict[str, Any], at: datetime) -> Fit:
    from bidewell.exchange.saved_model import archive_of

    return Fit(
        program=program,
        made_at=at,
        bidewell=saved.bidewell,
        definition=saved.definition,
        digest=saved.digest,
        seed=SEED,
        cut=saved.cut,
        clients=saved.clients,
        contacts=saved.contacts,
        left=saved.left,
        has_alliance=saved.forecast.has_alliance,
        is_trusted=saved.forecast.diagnostics.trusted,
        artefact=archive_of(saved),
        document=documents,
    )
