"""How far a database has been brought: which migrations it has, which it lacks, and its models as of any of them."""

from collections.abc import Collection

from django.apps.registry import Apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

Step = tuple[str, str]  # application and name of a migration


class NewerDatabase(Exception):
    """A later version of Bidewell has changed the database; the words say what to do."""

    def __init__(self) -> None:
        super().__init__(
            "The database was made by a newer version of Bidewell. Install that version, or restore a backup made "
            "with this one."
        )


def applied_steps() -> tuple[Step, ...]:
    """What the database has, in a fixed order. Applications that are no longer installed do no harm."""
    return tuple(sorted(step for step in _loader().applied_migrations if _is_installed(step)))


def pending_steps() -> tuple[Step, ...]:
    """What the database lacks, in the order it will be taken."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple((migration.app_label, migration.name) for migration, _backwards in plan)


def are_known(steps: Collection[Step]) -> bool:
    """Whether this version of the code has all of them."""
    return set(steps) <= set(_loader().graph.nodes)


def refuse_newer_database() -> None:
    """Raises NewerDatabase: what a later version has changed is left alone."""
    if not are_known(applied_steps()):
        raise NewerDatabase


def models_as_of(steps: Collection[Step]) -> Apps:
    """The models as they were after these steps, whatever the code has become since."""
    return _loader().project_state(sorted(steps)).apps


def take_steps(steps: Collection[Step]) -> None:
    """Bring the database to exactly these; it may have none that is not among them."""
    executor = MigrationExecutor(connection)
    children = executor.loader.graph.node_map
    last = [step for step in sorted(steps) if not any(one.key in steps for one in children[step].children)]
    executor.migrate(last)


def _loader() -> MigrationLoader:
    return MigrationLoader(connection)


def _is_installed(step: Step) -> bool:
    return step[0] in {application.rpartition(".")[2] for application in settings.INSTALLED_APPS}
