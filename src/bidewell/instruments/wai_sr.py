"""Working Alliance Inventory, short revised, client form: scoring only.

Not the WAI-S: that form has the same twelve numbers, another item map, reversed items and answers to 7. It is another
version, and is not shipped because its item map was not found in a source that was read.
"""

from bidewell.domain.sessions import Rater
from bidewell.instruments.instrument import Instrument, Role
from bidewell.instruments.item import numbered_items, numbers
from bidewell.instruments.licence import Licence, LicenceStatus, Source
from bidewell.instruments.scale import Better, Method, Scale

TASK, BOND, GOAL = numbers(1, 2, 10, 12), numbers(3, 5, 7, 9), numbers(4, 6, 8, 11)


def _subscale(code: str, names: dict[str, str], items: tuple[str, ...]) -> Scale:
    return Scale(code, names, items, Method.SUM, minimum=4, maximum=20, better=Better.HIGHER)


# Every item must be answered: filling in one blank a subscale is a habit, and no source of it was read.
WAI_SR = Instrument(
    code="wai",
    version="SR",
    rater=Rater.CLIENT,
    names={"en": "Working Alliance Inventory, short revised", "es": "Inventario de Alianza de Trabajo, breve revisado"},
    role=Role.ALLIANCE,
    items=numbered_items(12),
    minimum=1,
    maximum=5,
    scales=(
        _subscale("task", {"en": "tasks", "es": "tareas"}, TASK),
        _subscale("bond", {"en": "bond", "es": "vínculo"}, BOND),
        _subscale("goal", {"en": "goals", "es": "metas"}, GOAL),
        Scale(
            "total",
            {"en": "total", "es": "total"},
            TASK + BOND + GOAL,
            Method.SUM,
            minimum=12,
            maximum=60,
            better=Better.HIGHER,
        ),
    ),
    main_scale="total",
    licence=Licence(LicenceStatus.CONTRACT_ONLY, "Society for Psychotherapy Research: permission, electronic use too"),
    source=Source("item map, range and keying as two vendors' guides agree", secondary=True),
)
