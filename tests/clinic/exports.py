"""Small exports as folders, for tests of what an import makes of them."""

from pathlib import Path

SETTINGS = """format = 1
name = "{name}"
time_zone = "America/New_York"
extract_date = {extract_date}

[instruments.alliance]
role = "alliance"
rater = "client"
item = "total"
minimum = 1
maximum = 5
"""
TABLES = {
    "episodes": "episode,client,site,start,end,ending,age",
    "sessions": "session,episode,scheduled_at,status,staff,reason",
    "checkins": "checkin,episode,session,at,rater,instrument,status,item,value",
    "assignments": "episode,therapist,from,to",
    "factors": "episode,name,value,from,to",
}
WHOLE = {
    "episodes": ["X1,P1,North,2026-01-05,,,34", "X2,P2,,2026-01-06,2026-02-20,left,29"],
    "sessions": [
        "A1,X1,2026-01-05T10:00-05:00,attended,T8|T9,", "A2,X1,2026-01-12T10:00-05:00,no_show,T9,sick",
        "A3,X1,2026-03-09T10:00-04:00,scheduled,T9,", "A4,X2,2026-01-06T09:00-05:00,attended,T8,",
    ],
    "checkins": [
        "K1,X1,A1,2026-01-05T11:00-05:00,client,alliance,answered,total,4",
        "K1,X1,A1,2026-01-05T11:00-05:00,client,alliance,answered,bond,3.5",
        "K2,X2,A4,2026-01-06T11:00-05:00,client,alliance,declined,,",
    ],
    "assignments": ["X1,T9,2026-01-05,", "X2,T8,2026-01-06,2026-02-20"],
    "factors": ["X1,travel_minutes,30,,", "X2,court_order,probation,2026-01-06,2026-06-30"],
}  # fmt: skip


def export(place: Path, name: str = "Harbor", extract_date: str = "2026-03-01", **tables: list[str]) -> Path:
    """A folder with these rows; a table that is not given is not there."""
    place.mkdir()
    (place / "program.toml").write_text(SETTINGS.format(name=name, extract_date=extract_date), encoding="utf-8")
    for table, rows in tables.items():
        (place / f"{table}.csv").write_text("\n".join([TABLES[table], *rows]) + "\n", encoding="utf-8")
    return place


def whole(place: Path, name: str = "Harbor", extract_date: str = "2026-03-01", **instead: list[str]) -> Path:
    """A small export with every table; those given stand instead."""
    return export(place, name, extract_date, **(WHOLE | instead))
