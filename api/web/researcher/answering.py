"""The questions of a case, one page for each: every answer is a command of its own, so that none is lost with the next.

What was passed over stands in the address; what was answered stands in the log.
"""

from uuid import UUID

from flask import Flask, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import identity, reads
from api.ports import Ports
from api.rest import preconditions
from api.rest.errors import Problem
from api.web import page, sending, tongues
from api.web.researcher import asked, forms
from api.web.researcher.asked import Next
from api.web.researcher.own import WHO, Own, Owner
from domain import text
from domain.collaboration.end_use import AnswerEndUse, Awareness
from domain.collaboration.parties import LinkParty, LinkResearcher, PartyRole, StayType
from domain.collaboration.questions import AnswerRiskQuestion, RiskAnswer
from domain.errors import NotFoundError, UnusableInputError
from domain.party.commands import RegisterParty
from domain.person.commands import RegisterPerson
from domain.values import Actor, CaseId, PartyId, PersonId
from projections.parties import PartyRow

ROLES = {
    PartyRole.PARTNER: _l("It works with us"),
    PartyRole.FUNDER: _l("It pays"),
    PartyRole.COMMISSIONER: _l("It ordered the work"),
    PartyRole.HOME_INSTITUTION: _l("Somebody who comes is from there"),
    PartyRole.COAUTHOR: _l("We publish together"),
    PartyRole.SUBCONTRACTOR: _l("It does a part of the work for us"),
}
_AWARE = {
    RiskAnswer.YES.value: Awareness.AWARE,
    RiskAnswer.NO.value: Awareness.NOT_AWARE,
    RiskAnswer.UNSURE.value: Awareness.UNSURE,
}
_NAMED = 20


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of the questions."""
    owner = Owner(ports)

    def following(identifier: UUID) -> Response:
        own = owner.case(identifier, identity.required())
        reads.saw({"case_id": str(identifier)})
        left = asked.waiting(own, request.args.getlist("passed"))
        passed, new = request.args.getlist("passed"), request.args.get("new")
        if not left:
            return redirect(url_for("pages.mine_case", identifier=identifier, answered=1), 303)
        where = "pages.mine_appraisal" if left[0].key == "appraisal" else "pages.mine_question"
        key = None if left[0].key == "appraisal" else left[0].key
        return redirect(url_for(where, identifier=identifier, key=key, passed=passed, new=new), 303)

    def question(identifier: UUID, key: str) -> Response:
        own = owner.case(identifier, identity.required())
        return _shown(own, _found(own, key), None)

    def answer(identifier: UUID, key: str) -> Response:
        actor = identity.required()
        own = owner.case(identifier, actor)
        one = _found(own, key)
        if (to := tongues.switched(request.form)) is not None:
            return tongues.keep(_shown(own, one, None), to)
        found: tuple[PartyRow, ...] = ()
        if one.key == "party":
            found, refusal = _with_whom(ports, owner, own, actor)
        else:
            refusal = sending.refused(lambda: _carry_out(ports, own, one, actor))
        if refusal is not None or found:
            # On the newest version, so that sending it again is an answer to the case as it is now.
            return _shown(owner.case(identifier, actor), one, refusal, found)
        passed = request.form.getlist("passed")
        if "again" in request.form:
            return redirect(url_for("pages.mine_question", identifier=identifier, key=key, passed=passed), 303)
        return redirect(url_for("pages.mine_questions", identifier=identifier, passed=passed), 303)

    rule = "/cases/<uuid:identifier>/mine/questions"
    page.add(app, "mine_questions", rule, following, WHO)
    page.add(app, "mine_question", f"{rule}/<key>", question, WHO)
    page.add(app, "mine_answer", f"{rule}/<key>", answer, WHO, "POST")


def _found(own: Own, key: str) -> Next:
    """Return a question by its key; who takes part may be told at any time. Raises `NotFoundError`."""
    if key in {"party", "person"}:
        return Next(key)
    found = next((each for each in asked.asked(own) if each.key == key and key != "appraisal"), None)
    if found is None:
        raise NotFoundError("question", key[:100])
    return found


def _carry_out(ports: Ports, own: Own, one: Next, actor: Actor) -> None:
    """Send an answer as its command. Raises `DomainError`."""
    if one.key == "person":
        _link_person(ports, own, actor)
        return
    said, why = forms.typed("answer"), forms.typed("explanation")
    if said not in set(RiskAnswer):
        raise UnusableInputError("answer", _("is not chosen"), _("yes, no or unsure"))
    case_id = CaseId(own.case_id)
    command: object
    if one.end_use is not None:
        command = AnswerEndUse(case_id, one.end_use, _AWARE[said], why or _("The researcher knows of none."))
        if said != RiskAnswer.NO:
            command = AnswerEndUse(case_id, one.end_use, _AWARE[said], text.required(why, "explanation"))
    else:
        assert one.ask is not None, "every other question has its own words"  # noqa: S101
        command = AnswerRiskQuestion(case_id, one.ask.code, RiskAnswer(said), why or None, asked.subject(one))
    _send(ports, command, actor, page.command_id(actor))


def _send(ports: Ports, command: object, actor: Actor, command_id: UUID) -> None:
    ports.execute(command, actor=actor, expected_version=page.expected_version(), command_id=command_id)


def _with_whom(ports: Ports, owner: Owner, own: Own, actor: Actor) -> tuple[tuple[PartyRow, ...], Problem | None]:
    """Link an organisation, found in the register by its name or new; return those among which to choose."""
    found: tuple[PartyRow, ...] = ()

    def link() -> None:
        nonlocal found
        name = text.name(forms.typed("name"), "name")
        country = forms.country(forms.typed("country"), "country")
        role = forms.typed("role")
        if role not in set(PartyRole):
            raise UnusableInputError("role", _("is not chosen"), _("what it does here"))
        chosen = forms.typed("party_id")
        new = PartyId(preconditions.id_of_new(page.command_id(actor)))
        if not chosen:
            known = _known_as(owner, actor, name, country)
            if known and all(each.party_id != new for each in known):  # else this form was sent before
                found = known
                return
        if chosen in {"", "new"}:
            if country is None:
                raise UnusableInputError("country", _("is not said"), _("where it is established"))
            register = RegisterParty(new, name, country, website=forms.typed("website") or None)
            ports.execute(register, actor=actor, command_id=forms.keyed(actor, "register"))
            party_id = new
        else:
            party_id = PartyId(forms.identifier(chosen, "party_id"))
        _send(ports, LinkParty(CaseId(own.case_id), party_id, PartyRole(role)), actor, page.command_id(actor))

    refusal = sending.refused(link)
    return found, refusal


def _known_as(owner: Owner, actor: Actor, name: str, country: str | None) -> tuple[PartyRow, ...]:
    """Return the organisations of the register that have this name, in this country where one is said."""
    wanted = " ".join(name.casefold().split())
    page_of = owner.reading.queries(actor).parties(name[:100].casefold(), limit=_NAMED)
    return tuple(
        each
        for each in page_of.items
        if wanted in {" ".join(one.casefold().split()) for one in (each.name, *each.aliases)}
        and country in {None, each.country}
    )


def _link_person(ports: Ports, own: Own, actor: Actor) -> None:
    """Take somebody into the register and link him or her. Raises `DomainError`."""
    name = text.name(forms.typed("name"), "name")
    stay, home = forms.typed("stay"), forms.typed("home")
    if stay not in set(StayType):
        raise UnusableInputError("stay", _("is not chosen"), _("how he or she takes part"))
    home_id = PartyId(forms.identifier(home, "home")) if home else None
    new = PersonId(preconditions.id_of_new(page.command_id(actor)))
    register = RegisterPerson(new, name, home_party_id=home_id)
    ports.execute(register, actor=actor, command_id=forms.keyed(actor, "register"))
    command = LinkResearcher(
        CaseId(own.case_id),
        new,
        StayType(stay),
        is_temporary="temporary" in request.form,
        home_party_id=home_id,
        scholarship=forms.typed("scholarship") or None,
    )
    _send(ports, command, actor, page.command_id(actor))


def _shown(own: Own, one: Next, refusal: Problem | None, found: tuple[PartyRow, ...] = ()) -> Response:
    reads.saw({"case_id": str(own.case_id), "party_id": [str(each.party_id) for each in own.partners]})
    passed = request.values.getlist("passed")
    every = tuple(asked.asked(own))
    place = next((number for number, each in enumerate(every, 1) if each.key == one.key), None)
    before = own.answers.get((one.ask.code, asked.subject(one))) if one.ask is not None else None
    template = {"party": "party", "person": "person"}.get(one.key, "question")
    return page.show(
        f"researcher/{template}.html",
        code=200 if refusal is None else refusal.status,
        own=own,
        one=one,
        number=place,
        count=len(every),
        refusal=refusal,
        passed=passed,
        passing=[*passed, one.key],
        before=before,
        answers=tuple(RiskAnswer),
        end_use_label=asked.END_USES.get(one.end_use) if one.end_use is not None else None,
        end_use_reason=asked.END_USE_REASON,
        roles=ROLES,
        stays=tuple(StayType),
        found=found,
        labels={str(each.party_id): each.name for each in own.partners} | {str(e.party_id): e.name for e in found},
        is_new="new" in request.args,
        countries=forms.country_names(),
        country_name=forms.country_name,
        given=request.form,
        switching={"form": "asked", "method": "post", "action": request.path},
    )
