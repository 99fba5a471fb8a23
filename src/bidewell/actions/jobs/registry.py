"""Every kind of job, by name. A kind's module must be light to import: what is heavy is imported when it runs."""

from bidewell.actions.jobs.kinds import JobKind

KINDS: dict[str, JobKind] = {}
