"""A validation as the report's document holds it, for tests: one horizon to use, one that cannot be told."""

from typing import Any

Document = dict[str, Any]
SENTENCES = {
    "en": (
        "For the next 30 days: this model was better than attendance alone here, and its chances came true about as often "
        "as told. Its forecasts may be used.",
        "For the next 90 days: cannot tell whether this model is better than attendance alone here. Until that is known, "
        "go by attendance.",
    ),
    "es": (
        "Para los próximos 30 días: este modelo fue mejor que la sola asistencia aquí, y sus probabilidades se cumplieron "
        "más o menos tan a menudo como se dijo. Sus pronósticos se pueden usar.",
        "Para los próximos 90 días: no se puede saber si este modelo es mejor que la sola asistencia aquí. Hasta saberlo, "
        "guíese por la asistencia.",
    ),
}
RULES = (
    ("model", 0.119, 0.29, 0.81, None), ("base_rate", 0.168, 0.0, 0.5, 0.29), ("attendance", 0.123, 0.26, 0.8, 0.026),
    ("cut_off", 0.165, 0.02, 0.57, 0.272), ("last_value", 0.158, 0.06, 0.68, 0.233),
)  # fmt: skip
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)


def measure(value: float, half: float = 0.02) -> Document:
    return {"value": value, "low": value - half, "high": value + half}


def validation(language: str = "en") -> Document:
    words = SENTENCES[language]
    horizons = [
        horizon(30, "use", "better", words[0], 0.026),
        horizon(90, "cannot_tell", "open", words[1], 0.004),
    ]
    return {
        "words": list(words), "horizons": horizons, "origins": origins(), "every_days": 30, "replicates": 500, "seed": 1,
        "has_ratings": True, "has_factors": True, "version": "0.1.0",
    }  # fmt: skip


def horizon(days: int, code: str, reason: str, words: str, gain: float) -> Document:
    return {
        "horizon_days": days, "verdict": {"code": code, "reason": reason, "words": words},
        "forecasts": 1827, "clients": 692, "clients_left": 241, "ended_otherwise": 157, "not_known": 0,
        "mean_told": measure(0.8), "mean_stayed": measure(0.79, 0.03),
        "calibration": {
            "intercept": measure(-0.12, 0.2), "slope": measure(1.09, 0.17), "ici": measure(0.021, 0.015),
            "ici_by_chance": 0.018, "bins": bins(), "curve": curve(),
        },
        "rules": [rule(*numbers, gain) for numbers in RULES],
        "net_benefit": [benefit(threshold) for threshold in THRESHOLDS],
        "groups": groups(),
    }  # fmt: skip


def bins() -> list[Document]:
    told = (0.29, 0.64, 0.77, 0.83, 0.86, 0.89, 0.91, 0.93, 0.94, 0.97)
    return [
        {"told": mean, "stayed": {"value": mean - 0.02, "low": mean - 0.1, "high": min(1.0, mean + 0.05)},
         "forecasts": 183, "clients": 140}
        for mean in told
    ]  # fmt: skip


def curve() -> list[Document]:
    told = [0.3 + 0.01 * step for step in range(66)]
    return [{"told": at, "value": at - 0.01, "low": at - 0.05, "high": min(1.0, at + 0.03)} for at in told]


def rule(name: str, brier: float, scaled: float, auc: float, better: float | None, over_attendance: float) -> Document:
    gain = over_attendance if name == "attendance" else better
    return {
        "rule": name, "brier": measure(brier), "scaled_brier": measure(scaled, 0.07), "auc": measure(auc, 0.04),
        "gain": None if gain is None else measure(gain), "gain_in_auc": None if gain is None else measure(0.81 - auc),
    }  # fmt: skip


def benefit(threshold: float) -> Document:
    left = 0.21
    everyone = left - (1 - left) * threshold / (1 - threshold)
    model = left * (1 - threshold) ** 1.5
    return {
        "threshold": threshold, "model": measure(model), "attendance": measure(model - 0.006),
        "everyone": measure(everyone), "over_attendance": measure(0.006, 0.004),
    }  # fmt: skip


def groups() -> list[Document]:
    shown = [group("site", "North", 412), group("site", "South", 280), group("sex", "F", 330)]
    hidden = {name: None for name in ("clients", "forecasts", "mean_told", "mean_stayed", "off", "scaled_brier", "auc")}
    return [*shown, {"group": {"column": "sex", "value": "X"}, **hidden, "suppressed": True}]


def group(column: str, value: str, clients: int) -> Document:
    return {
        "group": {"column": column, "value": value}, "clients": clients, "forecasts": 3 * clients, "mean_told": 0.8,
        "mean_stayed": measure(0.78, 0.04), "off": measure(-0.02, 0.04), "scaled_brier": measure(0.25, 0.1),
        "auc": measure(0.8, 0.05), "suppressed": False,
    }  # fmt: skip


def origins() -> list[Document]:
    used = [
        {"as_of": "2026-05-01", "in_care": 161, "left_before": 402, "trusted": True, "horizons": [30], "why": None},
        {
            "as_of": "2026-04-01",
            "in_care": 158,
            "left_before": 380,
            "trusted": False,
            "horizons": [30, 90],
            "why": None,
        },
    ]
    early = {"as_of": "2026-03-02", "in_care": None, "left_before": None, "trusted": False, "horizons": []}
    return [*used, {**early, "why": "too_little_past"}]


def validation_document(language: str = "en") -> Document:
    """What `bidewell validate` writes."""
    words = "No attended session for 30 days." if language == "en" else "Sin asistir a sesiones 30 días."
    return {
        "format": "bidewell-validation", "version": 1, "language": language,
        "program": {"name": "Harbor Outpatient", "time_zone": "America/New_York", "extract_date": "2026-06-30", "demo": False},
        "definition": {"name": "loss_of_contact", "words": words, "window_days": 30, "complete_through": "2026-05-31"},
        "grid": "week", "records": {"clients": 1000, "sessions": 14210}, "validation": validation(language),
        "cannot_say": {},
    }  # fmt: skip
