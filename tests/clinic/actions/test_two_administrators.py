"""Two administrators who go at the same moment: the program keeps one of them."""

from threading import Thread

import pytest
from django.db import connection, transaction

from bidewell.actions.departures import person_leaves
from bidewell.actions.people import end_role
from bidewell.actions.refusals import Refused
from bidewell.domain.roles import Role
from tests.clinic.cast import NOW, make_cast, member


@pytest.mark.parametrize("way", ["the role ends", "the person leaves"])
def test_one_remains(transactional_db: None, way: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("one writer at a time")
    cast, refused = make_cast(), []
    second = member(cast.program, cast.pat, Role.ADMINISTRATOR)

    def go() -> None:
        try:
            if way == "the role ends":
                end_role(second, by=cast.pat, at=NOW)
            else:
                person_leaves(cast.pat, cast.program, clients_to=None, team_to=None, by=cast.pat, at=NOW)
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    other = Thread(target=go)
    with transaction.atomic():
        end_role(cast.memberships["ada"], by=cast.ada, at=NOW)
        other.start()
        other.join(0.5)
    other.join(10)
    assert refused == ["A program needs an administrator. Give somebody else that role first."]
