"""May I present this there? The question, its answer with every gate, and the report of what was shared.

The question writes nothing; the report is the command that the answer was about, with all that was typed.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Flask, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from api import identity, language, reads
from api.ports import Ports
from api.rest import preconditions
from api.rest.errors import Problem
from api.web import page, sending
from api.web.researcher import forms
from api.web.researcher.own import WHO, Owner
from domain import text
from domain.collaboration.legal import Participant, RecordSharing
from domain.collaboration.may_share import Answer
from domain.collaboration.sharing import Question
from domain.collaboration.spine import Language
from domain.errors import DomainError, NotFoundError, NotPermittedError, UnusableInputError
from domain.licence.words import Modality
from domain.values import Actor, CaseId, PartyId

WAYS: Mapping[Modality, object] = {
    Modality.LECTURE: _l("Give a talk or a poster somewhere"),
    Modality.ONLINE: _l("Talk or show it online"),
    Modality.KNOWLEDGE: _l("Send knowledge: a design, data, a method"),
    Modality.SOFTWARE: _l("Send software, or give access to it"),
    Modality.GOODS: _l("Send goods: a device, material, samples"),
    Modality.BAGGAGE: _l("Take it along on a journey, on a laptop too"),
    Modality.PUBLICATION: _l("Publish the results"),
}
LISTENERS = 4


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of sharing."""
    owner = Owner(ports)

    def form(identifier: UUID) -> Response:
        return _shown(identifier, identity.required(), MultiDict(), None, None)

    def ask(identifier: UUID) -> Response:
        actor = identity.required()
        owner.case(identifier, actor)
        try:
            asked = _question()
            _, answer = ports.history.may_share(identifier, asked, actor=actor)
        except DomainError as error:
            return _shown(identifier, actor, request.form, None, _refused(error))
        return _shown(identifier, actor, request.form, answer, None, shared_on=asked.shared_on)

    def record(identifier: UUID) -> Response:
        actor = identity.required()
        owner.case(identifier, actor)
        try:
            command = _command(identifier, actor)
            ports.execute(
                command, actor=actor, expected_version=page.expected_version(), command_id=page.command_id(actor)
            )
        except DomainError as error:
            return _shown(identifier, actor, request.form, None, _refused(error))
        return redirect(url_for("pages.mine_case", identifier=identifier, done="shared"), 303)

    def _shown(
        identifier: UUID,
        actor: Actor,
        given: MultiDict[str, str],
        answer: Answer | None,
        refusal: Problem | None,
        shared_on: date | None = None,
    ) -> Response:
        own = owner.case(identifier, actor)
        reads.saw({"case_id": str(identifier), "party_id": [str(each.party_id) for each in own.partners]})
        today = owner.reading.today
        return page.show(
            "researcher/sharing.html",
            code=200 if refusal is None else refusal.status,
            own=own,
            ways=WAYS,
            given=given,
            labels={str(each.party_id): each.name for each in own.partners},
            listeners=(*given.getlist("listener"), *("" for _each in range(LISTENERS)))[:LISTENERS],
            answer=answer,
            gates=answer.gates if answer is not None else (),  # sentences still, so that countries have names
            notes=[each.nl if language.asked() is Language.NL else each.en for each in answer.notes] if answer else (),
            is_recordable=answer is not None and answer.allowed and shared_on is not None and shared_on <= today,
            refusal=refusal,
            today=today,
            countries=forms.country_names(),
            country_name=forms.country_name,
        )

    rule = "/cases/<uuid:identifier>/mine/sharing"
    page.add(app, "mine_sharing", rule, form, WHO)
    page.add(app, "mine_may_share", f"{rule}/ask", ask, WHO, "POST")
    page.add(app, "mine_share", rule, record, WHO, "POST")


def _question() -> Question:
    """Return what the form asks. Raises `UnusableInputError`."""
    way = forms.typed("way")
    if way not in set(Modality):
        raise UnusableInputError("way", _("is not chosen"), _("how it is shared"))
    shared_on = forms.day(forms.typed("on"), "on")
    if shared_on is None:
        raise UnusableInputError("on", _("is not said"), _("a day such as 2026-05-01"))
    to = forms.typed("to")
    listed = forms.typed("listed")
    codes = tuple(each.strip().upper() for each in forms.typed("codes").replace(";", ",").split(",") if each.strip())
    if listed not in {"yes", "no"}:
        raise UnusableInputError("listed", _("is not chosen"), _("yes or no; ask the export control officer if unsure"))
    if listed == "yes" and not codes:
        raise UnusableInputError("codes", _("is not said"), _("codes such as 9A012"))
    why = None if listed == "yes" else text.required(forms.typed("nothing_because"), "nothing_because")
    listeners = [forms.country(each, f"listener-{n}") for n, each in enumerate(request.form.getlist("listener"), 1)]
    return Question(
        Modality(way),
        shared_on,
        codes if listed == "yes" else (),
        PartyId(forms.identifier(to, "to")) if to else None,
        forms.country(forms.typed("where"), "where"),
        tuple(Participant(each) for each in listeners if each is not None),
        why,
    )


def _command(identifier: UUID, actor: Actor) -> RecordSharing:
    """Return the report of what was shared. Raises `UnusableInputError`."""
    asked = _question()
    return RecordSharing(
        CaseId(identifier),
        preconditions.id_of_new(page.command_id(actor)),
        asked.recipient_id,
        asked.destination,
        asked.modality,
        asked.shared_on,
        text.required(forms.typed("what"), "what"),
        asked.codes,
        asked.nothing_listed_because,
        asked.participants,
    )


def _refused(error: DomainError) -> Problem:
    """Return a refusal; what does not exist, or is not for this role, stays that."""
    if isinstance(error, NotPermittedError) or (isinstance(error, NotFoundError) and error.kind == "collaboration"):
        raise error
    return sending.told(error)
