"""How far an import got."""

from enum import StrEnum


class ImportState(StrEnum):
    """`refused`: the folder has errors. `same`: this very folder is what was imported last. `stopped`: it was cut off.

    `tried` is a dry run: nothing was kept of it but its report.
    """

    RUNNING = "running"
    DONE = "done"
    SAME = "same"
    TRIED = "tried"
    REFUSED = "refused"
    STOPPED = "stopped"
    UNDONE = "undone"
