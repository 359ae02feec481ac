"""What a researcher is asked about risk: plain words, the guideline's reason, and of which case each is asked.

The codes are those of the factor catalogue; the reasons are the guideline's in our own sentences. No question is asked
because of a country: those about a place are asked wherever the work takes place. Source: VLIR guideline 2025 [004].
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from api.web.researcher.own import Own, Partner
from domain.collaboration.end_use import EndUse
from domain.collaboration.parties import PartyRole
from domain.collaboration.questions import RiskAnswer
from domain.collaboration.spine import Nature

OPEN = frozenset({RiskAnswer.YES, RiskAnswer.UNSURE})
PERSONS = frozenset(
    {
        Nature.RECRUITMENT,
        Nature.JOINT_PHD,
        Nature.CO_SUPERVISION,
        Nature.EXCHANGE_STUDENT,
        Nature.VISITING_RESEARCHER,
    }
)
"""Natures in which somebody comes, of whom the guideline asks more."""
_PAID = frozenset({Nature.COMMISSIONED_RESEARCH, Nature.DONATION, Nature.SERVICE, Nature.MILITARY_PROGRAMME})
_PAYING = frozenset({PartyRole.FUNDER, PartyRole.COMMISSIONER})


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: its factor, its words, why it is asked, and the place in the guideline."""

    code: str
    label: LazyString
    reason: LazyString
    place: str
    when: Callable[[Own], bool] = lambda own: True


@dataclass(frozen=True, slots=True)
class Next:
    """A question as it is asked of one case: its key in the address, and the organisation that it is about."""

    key: str
    ask: Ask | None = None
    end_use: EndUse | None = None
    about: Partner | None = None


def _someone_pays(own: Own) -> bool:
    return own.nature in _PAID or own.funder_scheme is not None or any(each.role in _PAYING for each in own.partners)


def _somebody_comes(own: Own) -> bool:
    return own.nature in PERSONS or bool(own.persons)


def _has_place(own: Own) -> bool:
    return bool(own.places)


def _is_open(own: Own, *codes: str) -> bool:
    return any(own.answers.get((code, None)) in OPEN for code in codes)


OF_CASE = (
    Ask(
        "T-DUAL",
        _l("Is anything that you will use, make or share on the European list of dual-use items?"),
        _l(
            "Such items serve peace and war alike. Goods, software and also knowledge on the list may need a licence"
            " before they leave the Union, by mail and by screen too."
        ),
        "Dual use items",
    ),
    Ask(
        "T-MIL",
        _l("Is a military use of the results the aim, or well possible?"),
        _l("Research that an army can use has to be notified; who takes part and who pays then matter more."),
        "Meldingsplicht",
    ),
    Ask(
        "T-INTERF-POL",
        _l("Is the topic politically sensitive or forbidden in the country that you study or work in?"),
        _l("Such topics draw interference, and people who take part may run a risk."),
        "Onderwerpen gevoelig voor (buitenlandse) inmenging",
    ),
    Ask(
        "T-INTERF-COM",
        _l("Could the results harm a company or an institution?"),
        _l("Whoever may be harmed may try to steer the research, or to stop it."),
        "Onderwerpen gevoelig voor (buitenlandse) inmenging",
    ),
    Ask(
        "F-CENSOR",
        _l("May whoever pays read results beforehand, change them, or keep them back?"),
        _l("Free publication protects the research and you; a limit to it is agreed knowingly or not at all."),
        "Financier",
        _someone_pays,
    ),
    Ask(
        "F-RF1",
        _l("Are the terms of the money unusually good?"),
        _l("What seems too good may be meant to buy influence or knowledge: ask why."),
        "Financier",
        _someone_pays,
    ),
    Ask(
        "F-MILFOREIGN",
        _l("Is the money military, and from outside Belgium, the Union, NATO and allies?"),
        _l("Military money from elsewhere comes with aims of its own, and often with secrecy."),
        "Militaire onderzoeksfinanciering",
        lambda own: own.nature is Nature.MILITARY_PROGRAMME or (_someone_pays(own) and _is_open(own, "T-MIL")),
    ),
    Ask(
        "R-TEMP",
        _l("Does anybody who comes stay only for a time, and go home after?"),
        _l("Results and knowledge travel along to the home institution: know beforehand what may."),
        "Onderzoeker",
        _somebody_comes,
    ),
    Ask(
        "R-SCHOLARSHIP",
        _l("Does anybody who comes have a scholarship of a foreign government?"),
        _l("Some scholarships ask for reports or loyalty; that is a burden for who holds one, and a reason to talk."),
        "Casussen, 6",
        _somebody_comes,
    ),
    Ask(
        "R-AFFIL",
        _l("Did anybody who comes work for an army, a security service or the defence industry?"),
        _l("Ordinary service is no objection; research there on this topic is a reason to look further."),
        "Casussen, 1",
        _somebody_comes,
    ),
    Ask(
        "C-CONFLICT",
        _l("Is there a war or an armed conflict where the work takes place?"),
        _l("It bears on your safety, and on what the results may be used for. It is no ban."),
        "Land",
        _has_place,
    ),
    Ask(
        "C-HR",
        _l("Are human rights often violated where the work takes place?"),
        _l("Then a test asks whether the research helps the people concerned, or harms them. It is no ban."),
        "Land",
        _has_place,
    ),
)
"""What is asked once for the whole case."""

OF_PARTNER = (
    Ask(
        "P-OPAQUE",
        _l("Is it unclear what this organisation does, what it wants, or who owns it?"),
        _l("You should know with whom you work; what cannot be found is looked up with the contact point."),
        "Instelling (inclusief sancties); casussen, 2",
    ),
    Ask(
        "P-MIL-TIE",
        _l("Is it closely tied to an army or a security service?"),
        _l("Ties weigh most together with a topic that an army can use."),
        "Instelling (inclusief sancties)",
    ),
    Ask(
        "P-MIL-DEV",
        _l("Does it develop military or security technology itself?"),
        _l("Then what you share may end in a weapon or in surveillance, whatever it is meant for."),
        "Instelling (inclusief sancties)",
    ),
    Ask(
        "P-GOVT",
        _l("Is it controlled by a government, or strongly tied to one?"),
        _l("A government may ask more of it than a partner would, and it may not be free to refuse."),
        "Casussen, 2 en 3",
    ),
    Ask(
        "P-HR",
        _l("Does it take part in discrimination, or in violations of academic freedom or other human rights?"),
        _l("This weighs even when the topic has nothing to do with it."),
        "Instelling (inclusief sancties)",
    ),
)
"""What is asked of each organisation that takes part; the third only once the second is yes or unsure."""

END_USES = {
    EndUse.MASS_DESTRUCTION: _l("Do you know, or suspect, a use for chemical, biological or nuclear weapons?"),
    EndUse.MILITARY_UNDER_EMBARGO: _l("Do you know, or suspect, a military use in a country under an arms embargo?"),
    EndUse.CYBER_SURVEILLANCE: _l("Do you know, or suspect, a use to watch people and repress them?"),
}
END_USE_REASON = _l(
    "For such a use a licence is needed even for what is on no list, and who knows of it has to say so. Nothing is"
    " shared until the authority has answered."
)


def asked(own: Own) -> Iterator[Next]:
    """Yield what is asked of a case, answered or not: what an open gate needs, and earlier answers call for."""
    if own.asks_appraisal:
        yield Next("appraisal")
    if not own.is_being_screened:
        return
    yield Next("party")
    if own.nature in PERSONS:
        yield Next("person")
    yield from (Next(each.code, each) for each in OF_CASE if each.when(own))
    if _is_open(own, "T-DUAL", "T-MIL"):
        yield from (Next(f"use-{each.value}", end_use=each) for each in END_USES)
    for partner in own.partners:
        for each in OF_PARTNER:
            tie = own.answers.get(("P-MIL-TIE", partner.party_id))
            if each.code != "P-MIL-DEV" or tie in OPEN:
                yield Next(f"{each.code}.{partner.party_id}", each, about=partner)


def is_answered(own: Own, each: Next) -> bool:
    """Say whether something that is asked was answered."""
    if each.ask is not None:
        return (each.ask.code, subject(each)) in own.answers
    if each.end_use is not None:
        return each.end_use in own.end_uses
    return {"party": bool(own.partners), "person": bool(own.persons)}.get(each.key, False)


def waiting(own: Own, passed: Iterable[str] = ()) -> tuple[Next, ...]:
    """Return what is asked and not answered yet, without what was passed over."""
    left = frozenset(passed)
    return tuple(each for each in asked(own) if each.key not in left and not is_answered(own, each))


def subject(each: Next) -> UUID | None:
    """Return the organisation that a question is about, None for the case as a whole."""
    return None if each.about is None else each.about.party_id
