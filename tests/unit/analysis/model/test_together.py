"""Everything observed at once: what is read, and what is then said to come before what."""

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.answers.claim import Claim
from bidewell.analysis.answers.claims_together import NAMES, claims_together, lag, turns_with_who_answers
from bidewell.analysis.checks.arviz_groups import arviz_groups
from bidewell.analysis.checks.checks_together import checks_together
from bidewell.analysis.events.further_ratings import further_sources
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.factor_values import factor_values, factors_in
from bidewell.analysis.model.fit_together import fit_together, laid_out_together
from bidewell.analysis.model.fits import tells_total
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_program
from bidewell.analysis.model.recorded_ways import with_recorded_ways
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.model.together import counted, observed_together
from bidewell.analysis.model.total_effect import total_effect
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.sessions import Rater, SessionStatus
from bidewell.domain.settings import RatingSource
from bidewell.engine.channels import FIRST
from bidewell.report.language import Language
from bidewell.report.parts.together import parameters_together
from bidewell.report.parts.together import together as read_together
from bidewell.report.wording.claims import claim_words
from bidewell.simulate.program import simulate
from bidewell.simulate.scenarios import DEMO
from tests.fitted_programs import doubted, from_the_prior, panel_of, program, with_coefficients

ALLIANCE = RatingSource("alliance", "alliance", Rater.CLIENT, "1", "total", 1.0, 5.0)
MOTIVATION = replace(ALLIANCE, name="readiness", role="motivation")
DISTRESS = replace(ALLIANCE, name="strain", role="distress")
FOLLOWS = 0.5


def with_following(records: ProgramRecords, source: RatingSource, seed: int = 3) -> ProgramRecords:
    """The records with one more rating at each check-in: half of the alliance's last change, and luck."""
    random = np.random.default_rng(seed)
    answered = records.checkins.filter(pl.col("value").is_not_null()).sort("episode", "at")
    away = pl.col("value") - pl.col("value").mean().over("episode")
    luck = pl.Series(random.normal(0.0, 0.3, answered.height))
    value = 3.0 + FOLLOWS * away.shift(1).over("episode").fill_null(0.0) + luck
    more = answered.with_columns(instrument=pl.lit(source.name), value=value.clip(1.0, 5.0))
    settings = replace(records.settings, instruments=(*records.settings.instruments, source))
    return replace(records, settings=settings, checkins=pl.concat([records.checkins, more]))


def with_misses_at_the_best_liked(records: ProgramRecords) -> ProgramRecords:
    """The records with sessions missed before those attended, at the half of the therapists who are rated higher."""
    seen = records.sessions.filter(pl.col("status") == SessionStatus.ATTENDED, pl.col("group").is_null())
    seen = seen.with_columns(therapist=pl.col("staff").list.first())
    rated = records.checkins.join(seen.select("session", "therapist"), on="session").group_by("therapist")
    by_rating = rated.agg(pl.col("value").mean()).sort("value", descending=True)["therapist"]
    theirs = seen.filter(pl.col("therapist").is_in(by_rating.head(by_rating.len() // 2).implode())).drop("therapist")
    day_before = [pl.col(name) - pl.duration(days=1) for name in ("day", "scheduled_at")]
    missed = theirs.sample(fraction=0.4, seed=1).with_columns(
        pl.col("session") + "-missed", *day_before, status=pl.lit(SessionStatus.NO_SHOW.value)
    )
    return replace(records, sessions=pl.concat([records.sessions, missed]).sort("episode", "scheduled_at"))


@cache
def together() -> FittedProgram:
    """Who has a better alliance attends more, at every therapist; at those who are rated higher more is missed."""
    truth = replace(DEMO.truth, attendance_alliance=0.6)
    simulated = simulate(replace(DEMO, truth=truth), 250, 5).records
    records = with_misses_at_the_best_liked(with_following(simulated, MOTIVATION))
    answered = records.checkins.filter(pl.col("value").is_not_null())
    records = replace(records, checkins=answered)  # one channel less to compile
    explain = fit_program(records, panel_of(records), Choices(), FitControl(5, 128))
    found = fit_together(records, explain, FitControl(5, 256))
    assert found is not None
    return found


def of_claims(fitted: FittedProgram | None) -> dict[str, Claim]:
    return {claim.name: claim for claim in claims_together(fitted)}


def test_raters_are_never_merged_and_the_first_of_two_questionnaires_is_read() -> None:
    by_therapist = replace(ALLIANCE, name="other", rater=Rater.THERAPIST)
    again = replace(MOTIVATION, name="another")
    found = further_sources((ALLIANCE, by_therapist, MOTIVATION, again, DISTRESS), ALLIANCE)
    assert list(found) == ["motivation", "distress", "alliance_therapist"]
    assert found["motivation"] is MOTIVATION


def test_attendance_is_counted_after_the_first_contact_and_up_to_the_last() -> None:
    records = program("demo", 60)
    panel = panel_of(records)
    rows = observed_together(panel, factor_values(records, panel))
    frame = panel.rows.with_row_index("row").filter(pl.col("row").is_in(rows.kept)).sort("row")
    order = np.argsort(rows.kept)
    times = rows.panel.counts["attended"].times[order]
    contact = pl.col("period").filter(pl.col("contact"))
    inside = (pl.col("period") > contact.min().over("episode")) & (pl.col("period") <= contact.max().over("episode"))
    expected = frame.select(pl.when(inside).then("scheduled").otherwise(0)).to_series().to_numpy()
    assert times.tolist() == expected.tolist() and times.sum() > 100
    assert (rows.panel.counts["attended"].happened <= rows.panel.counts["attended"].times).all()


def test_a_session_missed_is_missed_with_the_therapist_of_the_one_before() -> None:
    records = program("demo", 60)
    panel = panel_of(records)
    rows = observed_together(panel, factor_values(records, panel))
    counts = rows.panel.counts["attended"]
    missed_all = (counts.times > 0) & (counts.happened == 0)
    assert missed_all.any() and (rows.columns["therapist"][missed_all] >= 0).all()


def test_questionnaires_asked_after_one_session_are_answered_once() -> None:
    records = program("demo", 60)
    more = records.checkins.with_columns(pl.col("checkin") + "-more", instrument=pl.lit("strain"))
    twice = panel_of(replace(records, checkins=pl.concat([records.checkins, more])))
    for name in ("checkins_offered", "checkins_answered", "checkins_declined", "checkins_undelivered"):
        assert twice.rows[name].equals(panel_of(records).rows[name])


def test_what_hardly_anybody_rates_twice_is_not_read() -> None:
    records = with_following(program("demo", 60), MOTIVATION)
    few = pl.col("episode").is_in(records.checkins["episode"].unique(maintain_order=True).head(20).to_list())
    few_rate = replace(records, checkins=records.checkins.filter((pl.col("instrument") != "readiness") | few))
    panel = panel_of(few_rate)
    assert observed_together(panel, factor_values(few_rate, panel)).further == {}


def with_k(fitted: FittedProgram, pareto_k: float) -> FittedProgram:
    diagnostics = replace(fitted.model.diagnostics, pareto_k=pareto_k)
    return replace(fitted, model=replace(fitted.model, diagnostics=diagnostics))


def test_a_rating_that_follows_the_alliance_is_found_to_and_not_the_reverse() -> None:
    found = of_claims(with_k(together(), 0.5))  # so few clients do not always pass the check of the fit
    assert found["alliance_motivation"].verdict == "supported"
    assert found["motivation_alliance"].verdict != "supported"
    estimate = found["alliance_motivation"].estimate
    assert estimate is not None and estimate.low > 0.2
    assert found["alliance_outcome"].why == "not_recorded"


def with_two_outcomes(fitted: FittedProgram) -> FittedProgram:
    """The fit as if its rating were of distress, and use rated as well: after a better alliance it is more."""
    labels = tuple(label.replace("motivation", "distress") for label in fitted.model.labels)
    of_use = np.random.default_rng(1).normal((0.3, 0.0), 0.02, (len(fitted.model.draws), 2))
    model = replace(
        fitted.model,
        labels=(*labels, "lag[use after alliance]", "lag[alliance after use]"),
        draws=np.column_stack([fitted.model.draws, of_use]),
    )
    unit = fitted.rows.further["motivation"]
    rows = replace(fitted.rows, further={"use": unit, "distress": unit})
    sources = {"use": replace(DISTRESS, role="use"), "distress": DISTRESS}
    panel = replace(fitted.panel, further=replace(fitted.panel.further, sources=sources))
    return replace(fitted, model=model, rows=rows, panel=panel)


def test_each_outcome_rated_is_told_by_its_name() -> None:
    found = claims_together(with_k(with_two_outcomes(together()), 0.5))
    told = {(claim.name, claim.source): claim.verdict for claim in found if "outcome" in claim.name}
    assert told["alliance_outcome", "use"] == told["alliance_outcome", "distress"] == "contradicted"
    assert told["outcome_alliance", "use"] == "cannot tell" and len(told) == 4
    words = {claim_words(claim, Language("en")) for claim in found if claim.name == "alliance_outcome"}
    assert words == {
        "A better alliance comes before better outcomes (substance use).",
        "A better alliance comes before better outcomes (distress).",
    }


def test_of_another_rating_that_stands_in_for_the_alliance_nothing_is_claimed() -> None:
    fitted = with_k(together(), 0.5)
    stood_in = replace(fitted, choices=replace(fitted.choices, rated_is_alliance=False))
    assert {claim.why for claim in claims_together(stood_in)} == {"not_recorded"}
    assert "not_recorded" not in {claim.why for claim in claims_together(fitted) if claim.name == "alliance_attendance"}


def test_what_is_missed_at_some_therapists_is_not_read_as_what_goes_with_the_alliance() -> None:
    fitted = together()
    assert counted(fitted.rows) == ("attended",)
    assert fitted.model.scale("therapist_attended_sd").mean() > 0.3
    # Without the therapists' own part the odds ratio lies at 1.07 (0.98 to 1.16).
    assert of_claims(with_k(fitted, 0.5))["alliance_attendance"].verdict == "supported"


def test_attendance_may_go_with_all_that_leaving_may_but_with_what_coming_tells() -> None:
    spoken = {label.partition("[")[0] for label in together().model.labels}
    known = (
        "court_order.active",
        "family_insistence.active",
        "motivation",
        "ride_support",
        "travel_minutes.as_recorded",
    )
    assert {f"{name}_attended" for name in known} <= spoken
    assert "new_therapist" in spoken and "new_therapist_attended" not in spoken
    assert "site_attended" in spoken


def test_a_way_is_as_long_for_who_was_seen_from_afar_and_for_who_did_not_come() -> None:
    records = program("demo", 60)
    panel = panel_of(records)
    values = with_recorded_ways(records, panel, factors_in(records))
    found = panel.rows.hstack(values).filter(pl.col("travel_minutes").is_not_null())
    from_afar = found.filter("telehealth")
    assert from_afar.height > 5 and (from_afar["travel_minutes"] == 0).all()
    assert (found.group_by("episode").agg(pl.col("travel_minutes.as_recorded").n_unique() == 1)).to_series(1).all()


def test_of_what_may_follow_from_the_alliance_it_knows_what_care_began_with() -> None:
    records = program("demo", 300)
    asked = records.factors.filter(pl.col("name") == "motivation")
    starts = records.episodes.select("episode", "start")
    again = asked.join(starts, on="episode", maintain_order="left").with_columns(
        pl.col("start").dt.offset_by("30d").alias("from"), value=pl.lit("99"), number=pl.lit(99.0)
    )
    measured_again = replace(records, factors=pl.concat([records.factors, again.select(records.factors.columns)]))
    laid_out = laid_out_together(measured_again, from_the_prior(measured_again, draws=2))
    assert laid_out is not None
    assert np.nanmax(laid_out.rows.columns["motivation"].astype(float)) < 99.0


def test_attendance_and_further_ratings_are_checked_where_everything_is_read() -> None:
    fitted = together()
    checks = checks_together(fitted, seed=1)
    attended = [check for check in checks if check.name == "attended"]
    counts = fitted.rows.panel.counts["attended"]
    assert sum(check.n for check in attended) == counts.times.sum()
    assert sum(check.n * check.observed for check in attended) == pytest.approx(counts.happened.sum())
    rated = fitted.rows.panel.more["motivation"]
    (mean,) = (check for check in checks if check.name == "further_mean")
    of_rated = fitted.rows.further["motivation"].undo(rated.value[rated.count > 0])
    assert mean.about == "motivation" and mean.observed == pytest.approx(of_rated.mean())
    assert sum(not check.fits for check in checks) <= 3  # of 9, each outside with a chance of one in ten
    assert checks_together(None) == () == checks_together(doubted(fitted))


def test_sessions_all_attended_late_are_seen_late_only() -> None:
    panel = together().rows.panel
    counts = panel.counts["attended"]
    attended = replace(counts, happened=np.where(panel.period >= 9, counts.times, counts.happened))
    changed = replace(panel, counts={**panel.counts, "attended": attended})
    checks = checks_together(replace(together(), rows=replace(together().rows, panel=changed)), seed=1)
    fits = {check.first: check.fits for check in checks if check.name == "attended"}
    assert not fits[9] and not fits[13] and fits[3] and fits[5]


def test_its_numbers_are_told_prior_beside_posterior() -> None:
    fitted = with_k(together(), 0.5)
    rows = {row["name"]: row for row in parameters_together(fitted, Language("en"))}
    after = rows["together.after[motivation, alliance]"]
    assert after["posterior"]["mean"] == pytest.approx(lag(fitted, FIRST, "motivation").mean())
    assert after["moved"] and after["prior"]["sd"] == pytest.approx(0.15, rel=0.1)
    assert after["words"] == "motivation, a step of time after a passing change of alliance"
    lasting = rows["together.lasting[motivation, alliance]"]
    partial = np.tanh(fitted.model.draws[:, fitted.model.labels.index("trait_partial[alliance,motivation]")])
    assert lasting["posterior"]["mean"] == pytest.approx(partial.mean()) and lasting["scale"] == "correlation"
    odds = fitted.model.block("attended_loading")[:, 0]
    assert rows["together.attended[alliance]"]["posterior"]["low"] == pytest.approx(Interval.of(odds).low)
    agreed = fitted.model.block("motivation_on_agreed")[:, 0]
    assert rows["together.agreed[motivation]"]["posterior"]["mean"] == pytest.approx(agreed.mean())
    assert rows["together.agreed[alliance]"]["scale"] == "log hazard ratio"
    told = read_together(fitted, Language("en"))
    assert told is not None and told["words"] == "Ratings of alliance, motivation; sessions attended."
    assert (
        parameters_together(with_k(fitted, 0.9), Language("en")) == [] and read_together(None, Language("en")) is None
    )


def test_arviz_has_further_ratings_and_counts_drawn_and_seen() -> None:
    fitted = together()
    few = replace(
        fitted, model=replace(fitted.model, draws=fitted.model.draws[:4], scale_draws=fitted.model.scale_draws[:4])
    )
    tree = arviz_groups(few)
    seen, drawn = tree["observed_data"].to_dataset(), tree["posterior_predictive"].to_dataset()
    rated = fitted.rows.panel.more["motivation"]
    assert seen["rating_motivation"].values == pytest.approx(
        fitted.rows.further["motivation"].undo(rated.value[rated.count > 0])
    )
    assert drawn["rating_motivation"].shape == (1, 4, (rated.count > 0).sum())
    assert (drawn["attended"].values <= seen["attended_times"].values).all()
    assert seen["attended"].sum() == fitted.rows.panel.counts["attended"].happened.sum()


def test_the_total_is_the_alliances_own_part_and_what_goes_through_the_others() -> None:
    fitted = together()
    model = fitted.model
    persistence = 1.0 / (1.0 + np.exp(-model.draws[:, model.labels.index("logit_persistence:motivation")]))
    through = model.block("motivation_on_leaving")[:, 0] * lag(fitted, FIRST, "motivation") / (1.0 - persistence)
    total = total_effect(model)
    settles = np.isfinite(total)
    assert settles.mean() > 0.95
    assert total[settles] == pytest.approx((model.block("alliance")[:, 0] + through)[settles])


def known_total(effect: float) -> FittedProgram:
    """The fit, its alliance's own part known this well and nothing going through the other ratings."""
    return with_k(with_coefficients(together(), alliance=effect, motivation_on_leaving=0.0), 0.5)


@pytest.mark.parametrize(
    "effect, of_bounds, answer, why",
    [
        (-0.6, (-0.6, -0.05), "supported", "below"),
        (-0.6, (-0.6, 0.3), "cannot tell", "bounds_disagree"),
        (0.6, (-0.3, 0.6), "cannot tell", "bounds_disagree"),
        (0.05, (-0.6,), "cannot tell", "too_small"),
    ],
)
def test_the_total_is_held_against_the_bounds_on_agreed_endings(
    effect: float, of_bounds: tuple[float, ...], answer: str, why: str
) -> None:
    found = claims_together(known_total(effect), tuple(map(known_total, of_bounds)))
    total = next(claim for claim in found if claim.name == "alliance_total")
    assert (total.verdict, total.why) == (answer, why)
    others = {claim for claim in claims_together(known_total(effect)) if claim.name != "alliance_total"}
    assert others == set(found) - {total}


def test_where_the_fit_of_a_bound_failed_nobody_can_tell_the_total() -> None:
    found = claims_together(known_total(-0.6), (known_total(-0.6), doubted(known_total(-0.6))))
    total = next(claim for claim in found if claim.name == "alliance_total")
    assert (total.verdict, total.why) == ("cannot tell", "bounds_open")


def test_a_bound_is_fitted_only_where_there_is_a_total_to_turn() -> None:
    assert tells_total(known_total(-0.6))
    assert not tells_total(doubted(known_total(-0.6)))
    assert not tells_total(with_coefficients(known_total(0.0), alliance=0.0))


def test_without_such_a_fit_every_claim_is_open_and_says_so() -> None:
    found = of_claims(None)
    assert tuple(found) == NAMES
    assert {claim.verdict for claim in found.values()} == {"cannot tell"}
    explain = from_the_prior(program(clients=20), draws=20)
    assert fit_together(program(clients=20), without_alliance(explain), FitControl(1, 20)) is None


def without_alliance(fitted: FittedProgram) -> FittedProgram:
    layout = {name: place for name, place in fitted.model.layout.items() if name != "latent"}
    return replace(fitted, model=replace(fitted.model, layout=layout))


def test_a_fit_not_to_be_trusted_settles_nothing() -> None:
    found = of_claims(with_k(together(), 0.9))
    assert {claim.verdict for claim in found.values()} == {"cannot tell"}
    assert found["alliance_motivation"].why == "untrusted"


def test_an_answer_that_turns_with_who_answers_is_none() -> None:
    """A fit in which answering goes with the alliance and, with that known, leaving does not."""
    fitted, layout = together(), dict(together().model.layout)
    layout["answered_loading"] = layout["attended_loading"]
    draws = fitted.model.draws.copy()
    draws[:, layout["answered_loading"][0]] = np.random.default_rng(1).normal(0.5, 0.05, len(draws))
    draws[:, layout["alliance"][0]] = np.random.default_rng(2).normal(0.0, 0.1, len(draws))
    selective = with_k(replace(fitted, model=replace(fitted.model, layout=layout, draws=draws)), 0.3)
    assert turns_with_who_answers(selective, Interval(0.1, 0.05, 0.15))
    draws[:, layout["alliance"][0]] -= 0.5
    assert not turns_with_who_answers(selective, Interval(0.1, 0.05, 0.15))
