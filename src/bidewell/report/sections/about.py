"""How the numbers were made: the model, the definition, the fingerprint of the data, whether the fit can be trusted."""

from typing import Any

from bidewell.report.sections import beside, names
from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Fact, Section


def section(told: Told) -> Section:
    model = told.document["model"]
    title = told.say("About this report")
    more = {"glossary": glossary(told), "specification": model["specification"] if model else ""}
    if model is None:
        lead: tuple[str, ...] = (
            told.say(
                "No model was fitted: there was too little to fit one to. What is shown is counted, not modelled."
            ),
        )
        return Section("about", title, lead, facts=_rules(told), template="about", more=more)
    facts, made = _rules(told) + _fit(model, told), beside.table(told)
    return Section("about", title, _diagnosis(model, told), facts=facts, tables=made, template="about", more=more)


def _rules(told: Told) -> tuple[Fact, ...]:
    document = told.document
    definition = document["definition"]
    period = told.say("a session") if told.is_by_session else told.say("a week")
    return (
        Fact(
            told.say("Definition of leaving"),
            f"{names.definition(definition['name'], told.language)}: {definition['words']}",
        ),
        Fact(told.say("Complete through"), told.language.date(definition["complete_through"])),
        Fact(told.say("Records end on"), told.language.date(document["program"]["extract_date"])),
        Fact(told.say("Time zone"), document["program"]["time_zone"]),
        Fact(told.say("One step of time"), period),
    )


def _fit(model: dict[str, Any], told: Told) -> tuple[Fact, ...]:
    counted = told.say(
        "{clients} clients, {periods} steps of time, {left} left, {agreed} ended well",
        clients=told.number(model["clients"]), periods=told.number(model["periods"]),
        left=told.number(model["events"]["left"]), agreed=told.number(model["events"]["agreed"]),
    )  # fmt: skip
    return (
        Fact(told.say("Fitted to"), counted),
        *_reading(model, told),
        Fact(told.say("Starting guess"), model["prior_words"]),
        *_beside(told.say("Clients' chances rest on"), model.get("forecast"), told),
        *_beside(told.say("What comes before what rests on"), model.get("together"), told),
        Fact(told.say("Fingerprint of the data"), model["digest"]),
        Fact(told.say("Bidewell version"), model["version"]),
        Fact(told.say("Seed"), str(model["seed"])),
    )


def _beside(name: str, fit: dict[str, Any] | None, told: Told) -> tuple[Fact, ...]:
    """What something rests on beside the explaining fit; a document of before this was told has nothing to say."""
    if fit is None:
        return ()
    k = told.number(fit["pareto_k"], 2)
    check = told.say("Its check was passed (k = {k}; up to 0.7 is fine).", k=k)
    if not fit["trusted"]:
        check = told.say("Its check was not passed (k = {k}; up to 0.7 is fine).", k=k)
    return (Fact(name, f"{fit['words']} {check}"),)


def _reading(model: dict[str, Any], told: Told) -> tuple[Fact, ...]:
    """How ratings were read, where there are any; documents kept by earlier versions do not say."""
    read = model.get("ratings")
    return (Fact(told.say("How ratings are read"), read["words"]),) if read else ()


def _diagnosis(model: dict[str, Any], told: Told) -> tuple[str, ...]:
    """Whether to believe the fit, in plain words and then in numbers."""
    found = model["diagnostics"]
    settled = told.say("The fit settled after {n} steps.", n=told.number(found["iterations"]))
    if not found["converged"]:
        settled = told.say("The fit did not settle within {n} steps.", n=told.number(found["iterations"]))
    return (f"{settled} {_chains(found, told) if found.get('chains') else _weights(found, told)}",)


def _weights(found: dict[str, Any], told: Told) -> str:
    k = told.number(found["pareto_k"], 2)
    if found["trusted"]:
        return told.say("Its check was passed (k = {k}; up to 0.7 is fine).", k=k)
    return told.say('Its check was not passed (k = {k}; up to 0.7 is fine): every verdict is "cannot tell".', k=k)


def _chains(found: dict[str, Any], told: Told) -> str:
    """Where the draws are NUTS's."""
    chains = found["chains"]
    values = {
        "r_hat": told.number(chains["r_hat"], 3),
        "effective": told.number(chains["effective"]),
        "divergences": told.number(chains["divergences"]),
    }
    if found["trusted"]:
        judged = told.say("Its chains agree (R-hat {r_hat}, worth {effective} draws, {divergences} lost).", **values)
    else:
        judged = told.say(
            "Its chains do not agree (R-hat {r_hat}, worth {effective} draws, {divergences} lost): "
            'every verdict is "cannot tell".',
            **values,
        )
    sampled = told.say(
        "It and the fit that forecasts were sampled by {n} Markov chains; the fits beside them were not.",
        n=told.number(chains["number"]),
    )
    return f"{sampled} {judged}"


def glossary(told: Told) -> tuple[Fact, ...]:
    say = told.say
    return (
        Fact(
            say("Client, episode"),
            say("A person in treatment; one stretch of care. A client who comes back begins a new episode."),
        ),
        Fact(
            say("Session"),
            say("A planned meeting. Only one that was attended counts as contact; calls and messages do not."),
        ),
        Fact(say("Left"), say("Stopped coming with no ending agreed, as the definition says.")),
        Fact(
            say("Stayed"),
            say(
                "Not left and not put out: in care, or ended well. In a forecast, not left: who moved, was jailed or "
                "was put out counts as stayed."
            ),
        ),
        Fact(say("Alliance"), say("How well client and therapist work together, as the client rates it.")),
        Fact(
            say("Factor"),
            say("Something recorded about a client that may go with staying: travel, rides, an order of a court."),
        ),
        Fact(
            say("Goes with"), say("Seen together more often than by chance. It does not say that one brings the other.")
        ),
        Fact(say("Range"), say("The 90 % interval: nine times in ten the true number lies inside.")),
        Fact(
            say("Cannot tell"),
            say("The data leave both answers open. This is a finding too; more clients may settle it."),
        ),
        Fact(
            say("Before and after the data"),
            say("What was assumed at the start, and what is believed once the records are in."),
        ),
        Fact(
            say("Complete through"),
            say("Who left is known only some time after the last session; later weeks are not counted."),
        ),
    )
