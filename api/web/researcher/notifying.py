"""Notifying, one question at a time: what is chosen stands in the address, what is typed is sent at the end.

So the back button and a new sign-in lead to the same question with everything chosen; nothing is kept on the server
before it is notified, and the two texts are on one page, sent as one command. Whoever goes back from them to an earlier
question takes them along in the form, since no address may hold them.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Flask, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from api import identity, language
from api.ports import Ports
from api.rest import errors, preconditions
from api.rest.errors import Problem
from api.web import page, sending, tongues
from api.web.notified import NATURES, SCHEMES
from api.web.researcher import forms
from api.web.researcher.own import WHO
from domain.collaboration.spine import CaseType, Channel, Language, Nature, NotifyCollaboration, Trigger
from domain.errors import UnusableInputError
from domain.values import CaseId

STEPS = ("nature", "why", "money", "where", "tell")
WHYS = {
    Trigger.DUAL_USE: _l("Something in it is, or may be, on the list of dual-use items"),
    Trigger.MILITARY: _l("Its aim or its funder is military, or an army could use it"),
    Trigger.MISUSE: _l("The results could be misused to harm people"),
    Trigger.HUMAN_RIGHTS: _l("The partner, the place or the topic raises a question of human rights"),
    Trigger.LIST_COUNTRY: _l("A country of the attention list takes part"),
    Trigger.OTHER: _l("Something else, or I am not sure and want to ask"),
}
PLACES = 4
_CHOSEN = ("nature", "why", "money", "fwo", "place", "begin", "end")
_TEXTS = ("title", "summary")
_TYPED = (*_TEXTS, "kind")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen so far; None is what was not asked yet."""

    nature: Nature | None = None
    why: tuple[Trigger, ...] | None = None
    money: str | None = None
    fwo: str | None = None
    places: tuple[str, ...] | None = None
    begin: date | None = None
    end: date | None = None

    @property
    def step(self) -> str:
        """Return the question that comes next."""
        answers = (self.nature, self.why, self.money, self.places)
        return next((name for name, answer in zip(STEPS, answers, strict=False) if answer is None), STEPS[-1])


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of notifying."""

    def ask() -> Response:
        to = tongues.switched(request.args)
        if to is None:
            return _asked(request.args)
        return tongues.keep(_at(request.args, request.args.getlist("from")), to)

    def ask_with_texts() -> Response:
        to = tongues.switched(request.form)
        if to is not None:
            chosen, _wrong = _chosen(request.form)
            step = request.form.get("from", "")
            step = step if step in STEPS[:-1] else chosen.step
            return tongues.keep(_shown(step, chosen, request.form, None, 200, is_anew=True), to)
        if any(map(forms.typed, _TEXTS)):
            return _asked(request.form)
        return _at(request.form, request.form.getlist("ask"))

    def send() -> Response:
        actor = identity.required()
        chosen, wrong = _chosen(request.form)
        if wrong is not None or chosen.step != STEPS[-1]:
            return _shown(chosen.step, chosen, request.form, wrong, 422)
        made = preconditions.id_of_new(page.command_id(actor))
        refusal = sending.refused(
            lambda: ports.execute(_command(chosen, made), actor=actor, command_id=page.command_id(actor))
        )
        if refusal is not None:
            return _shown(STEPS[-1], chosen, request.form, refusal, refusal.status)
        return redirect(url_for("pages.mine_questions", identifier=made, new=1), 303)

    page.add(app, "notify", "/notify", ask, WHO)
    page.add(app, "notify_send", "/notify", send, WHO, "POST")
    page.add(app, "notify_with_texts", "/notify/questions", ask_with_texts, WHO, "POST")


def _at(given: MultiDict[str, str], question: list[str]) -> Response:
    """Lead to a question, with what was chosen in the address."""
    told = {name: given.getlist(name) for name in _CHOSEN if name in given}
    return redirect(url_for("pages.notify", **told, ask=question), 303)  # type: ignore[arg-type]  # repeated names


def _asked(given: MultiDict[str, str]) -> Response:
    """Return the question that comes next, or that which somebody wants to answer anew."""
    chosen, wrong = _chosen(given)
    back_to = given.get("ask", "")
    step = back_to if back_to in STEPS[:-1] else chosen.step
    return _shown(step, chosen, given, wrong, 200 if wrong is None else 422)


def _command(chosen: Chosen, made: UUID) -> NotifyCollaboration:
    assert chosen.nature is not None, "asked before"  # noqa: S101
    return NotifyCollaboration(
        CaseId(made),
        forms.typed("title"),
        forms.typed("summary"),
        chosen.nature,
        triggers=chosen.why or (),
        case_type=CaseType.ADVICE if request.form.get("kind") == CaseType.ADVICE else CaseType.EVALUATION,
        funder_scheme=None if chosen.money == "none" else chosen.money,
        fwo_reference=chosen.fwo or None,
        planned_start_on=chosen.begin,
        planned_end_on=chosen.end,
        places=chosen.places or (),
        language=Language.NL if language.asked() is Language.NL else Language.EN,
        channel=Channel.FORM,
    )


def _chosen(given: MultiDict[str, str]) -> tuple[Chosen, Problem | None]:
    """Return what was chosen, and what of it cannot be used; that is asked again."""
    nature = given.get("nature")
    whys = tuple(dict.fromkeys(each for each in given.getlist("why") if each in set(Trigger)))
    money = given.get("money")
    chosen = Chosen(
        Nature(nature) if nature in set(Nature) else None,
        tuple(Trigger(each) for each in whys) or None,
        money if money in SCHEMES else None,
        given.get("fwo", "").strip() or None,
    )
    if "place" not in given:
        return chosen, None
    try:
        places = [forms.country(each, f"place-{number}") for number, each in enumerate(given.getlist("place"), 1)]
        begin, end = forms.day(given.get("begin", ""), "begin"), forms.day(given.get("end", ""), "end")
        if begin is not None and end is not None and end < begin:
            raise UnusableInputError("end", _("lies before the begin"), _("the same day or a later one"))
    except UnusableInputError as error:
        return chosen, errors.of_domain(error)
    named = tuple(dict.fromkeys(each for each in places if each is not None))
    return Chosen(chosen.nature, chosen.why, chosen.money, chosen.fwo, named, begin, end), None


def _shown(
    step: str,
    chosen: Chosen,
    given: MultiDict[str, str],
    wrong: Problem | None,
    status: int,
    *,
    is_anew: bool = False,
) -> Response:
    # What this question asks is given by its own fields, everything else is carried along.
    own = {"nature": ("nature",), "why": ("why",), "money": ("money", "fwo"), "where": ("place", "begin", "end")}
    mine = own.get(step, ())
    kept = [name for name in _CHOSEN if name not in mine]
    has_texts = any(given.get(name, "").strip() for name in _TEXTS)
    if has_texts and step != STEPS[-1]:
        kept.extend(_TYPED)
    is_posted = has_texts or step == STEPS[-1]
    carried = [(name, each) for name in kept for each in given.getlist(name)]
    return page.show(
        "researcher/notify.html",
        code=status,
        step=step,
        number=STEPS.index(step) + 1,
        steps=len(STEPS),
        chosen=chosen,
        given=given,
        carried=carried,
        refusal=wrong,
        has_texts=has_texts,
        is_posted=is_posted,
        switching={
            "form": "notify",
            "method": "post" if is_posted else "get",
            "action": url_for("pages.notify_with_texts" if is_posted else "pages.notify"),
        },
        is_missing=wrong is None and given.get("from") == step and "ask" not in given and not is_anew,
        natures=NATURES,
        whys=WHYS,
        schemes=SCHEMES,
        named=(*given.getlist("place"), *("" for _each in range(PLACES)))[:PLACES],
        countries=forms.country_names(),
        country_name=forms.country_name,
        case_types=CaseType,
        places_chosen=", ".join(forms.country_name(each) for each in chosen.places or ()),
        carried_args={name: given.getlist(name) for name in _CHOSEN if name in given},
    )
