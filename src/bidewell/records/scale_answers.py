"""The answers to the items of one scale: each client's latest complete answering, as rows of numbers."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bidewell.domain.sessions import CheckInStatus
from bidewell.records.models import Answer, CheckIn, InstrumentVersion

LATEST_CHECK_INS = 3_000
# Below the number of variables that any database takes in one query.
AT_ONCE = 500


def scale_answers(version: InstrumentVersion, items: Sequence[str]) -> NDArray[np.float64]:
    """One row a client, one column an item, out of the latest check-ins. Which row is whose is not told."""
    answered = CheckIn.objects.filter(program=version.program_id, instrument=version, status=CheckInStatus.ANSWERED)
    latest = list(answered.order_by("-at", "-pk").values_list("pk", "episode__client")[:LATEST_CHECK_INS])
    given = _given([check_in for check_in, _ in latest], items)
    rows: dict[int, list[float]] = {}
    for check_in, client in latest:
        if client not in rows and given[check_in].keys() >= set(items):
            rows[client] = [given[check_in][item] for item in items]
    return np.array(list(rows.values()), dtype=np.float64).reshape(len(rows), len(items))


def _given(check_ins: Sequence[int], items: Sequence[str]) -> defaultdict[int, dict[str, float]]:
    found: defaultdict[int, dict[str, float]] = defaultdict(dict)
    answers = Answer.objects.filter(item__in=items, is_score=False)
    for begin in range(0, len(check_ins), AT_ONCE):
        here = answers.filter(check_in__in=check_ins[begin : begin + AT_ONCE])
        for check_in, item, value in here.values_list("check_in", "item", "value"):
            if value is not None:
                found[check_in][item] = value
    return found
