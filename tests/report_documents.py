"""Report documents for tests: one full and realistic, the others what a program with less to go on gets."""

from tests.report_answers import claims, ranking
from tests.report_figures import Document, curve, share
from tests.report_full import edited, full
from tests.report_spanish import spanish
from tests.sensitivity_documents import nothing_first, sensitivity


def no_ratings() -> Document:
    """A program that has only attendance and factors."""
    ratings = {
        "available": False, "instrument": None, "n": 0, "clients": 0, "share_at_ceiling": None,
        "words": "No ratings in these records: nothing is said about alliance.",
    }  # fmt: skip
    ranked = [row for row in ranking() if row["factor"] != "alliance"]
    verdict = {"largest": None, "words": "Cannot tell: no factor stands clearly apart."}
    told = [row for row in claims() if not row["claim"].startswith("alliance")]
    rests_on = sensitivity() | {"thorough": False, "comparison": None}
    document = edited(ratings=ratings, ranking=ranked, verdict=verdict, claims=told, sensitivity=rests_on, bend=None)
    document["model"]["ratings"] = None
    return document


def cannot_tell() -> Document:
    """Sixty clients and a fit that is not trusted: every verdict is "cannot tell"."""
    verdict = {"largest": None, "words": "Cannot tell yet: too few clients left to compare."}
    document = edited(verdict=verdict, sensitivity=nothing_first(), bend=None)
    for row in document["claims"]:
        row.update(verdict="cannot tell", why="Too few clients left.")
    document["model"]["diagnostics"] |= {"pareto_k": 0.92, "trusted": False, "iterations": 40}
    return document


def suppressed() -> Document:
    """Groups so small that their numbers stay hidden."""
    document = full()
    hidden = {"probability": None, "low": None, "high": None, "n": None, "suppressed": True}
    for row in document["retention"]:
        if row["group"]["value"] in ("South", "Riverside"):
            row.update(hidden)
    return document


def ten_clients() -> Document:
    """No comparison can be made; the program's own totals remain."""
    ten = suppressed()
    for row in ten["retention"]:
        row.update({"n": 10, **share(0.6, 10)} if row["group"]["column"] is None else
                   {"probability": None, "low": None, "high": None, "n": None, "suppressed": True})  # fmt: skip
    ten.update(
        incidence=[curve("left", 0.4, 10)], ranking=[], pressure=[], parameters=[], hazard=[], definitions=[], endings=[],
        at_risk={"days": [0, 30, 60], "at_risk": [10, 8, 6], "left": [0, 1, 3], "ended": [0, 1, 1]}, checks=[],
        entry=None, returns=None, initiation=None, engagement=None, model=None, claims=[], forecasts=[], validation=None,
        sensitivity=None, bend=None,
        verdict={"largest": None, "words": "Cannot tell: ten clients are too few to compare."},
    )  # fmt: skip
    ten["records"].update(clients=10, episodes=10, sessions=64, checkins=22, factors=0)
    return ten


def nothing_yet() -> Document:
    """A program on its first day: no sessions, nothing to draw."""
    document = ten_clients()
    document.update(retention=[], incidence=[], at_risk=None, attendance=None)
    document["ratings"] = no_ratings()["ratings"]
    document["records"] = {
        "episodes": 0, "clients": 0, "sessions": 0, "checkins": 0, "factors": 0, "missing": [], "warnings": [], "excluded": [],
    }  # fmt: skip
    return document


def by_session() -> Document:
    """The same program, its time counted in sessions."""
    document = edited(grid="session")
    for incidence in document["incidence"]:
        incidence["points"] = [{"session": i, **{k: p[k] for k in ("probability", "low", "high")}} for i, p in enumerate(incidence["points"])]  # fmt: skip
    at_risk = document["at_risk"]
    document["at_risk"] = {
        "sessions": [0, 4, 8, 12, 16, 20, 24],
        **{k: at_risk[k] for k in ("at_risk", "left", "ended")},
    }
    document["retention"] = [row for row in document["retention"] if row["horizon_session"]]
    for row in document["definitions"]:
        row.update(horizon_days=None, horizon_session=12)
    document["model"]["grid"] = "session"
    return document


def hostile() -> Document:
    """Markup, templates and braces where a program may write anything."""
    document = full()
    nasty = "<script>alert('x')</script>{{ 7*7 }} {0} & \"North\" </svg>"
    document["program"]["name"] = nasty
    document["verdict"]["words"] = nasty
    for row in document["retention"]:
        if row["group"]["value"] == "North":
            row["group"]["value"] = nasty
    for row in document["ranking"]:
        row["group_words"] = nasty
    return document


ALL = {
    "full": full, "no_ratings": no_ratings, "cannot_tell": cannot_tell, "suppressed": suppressed, "ten_clients": ten_clients,
    "nothing_yet": nothing_yet, "by_session": by_session, "hostile": hostile, "spanish": spanish,
}  # fmt: skip
