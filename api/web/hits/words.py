"""What the pages of hits call closed words."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from domain.collaboration.screening import AnswerScope, Resolution
from domain.hit_changes import Side, What
from domain.values import Effect

EFFECTS: Mapping[str, LazyString] = {
    Effect.LEGAL: _l("law"),
    Effect.POLICY: _l("policy"),
    Effect.INDICATIVE: _l("indication"),
    Effect.CONTEXT: _l("context"),
}
MEANINGS: Mapping[str, LazyString] = {
    Effect.LEGAL: _l("A list of law: whoever stands on it may not be dealt with. A second person confirms your word."),
    Effect.POLICY: _l("A list of a policy: it holds in the scope of that policy."),
    Effect.INDICATIVE: _l("An indication: a reason to look, and no prohibition."),
    Effect.CONTEXT: _l("Context: good to know, and no prohibition."),
}
RESOLUTIONS: Mapping[str, LazyString] = {
    Resolution.FALSE_POSITIVE: _l("somebody else"),
    Resolution.TRUE_MATCH: _l("the one on the list"),
    Resolution.UNCLEAR: _l("unclear"),
}
SCOPES: Mapping[str, LazyString] = {
    AnswerScope.CASE: _l("in this case only"),
    AnswerScope.PARTY: _l("for this party or person, in every case"),
    AnswerScope.INSTITUTION: _l("for whoever is called the same, in every case"),
}
NAMES: Mapping[str, LazyString] = {
    "primary": _l("main name"),
    "strong": _l("alias"),
    "weak": _l("weak alias"),
    "original_script": _l("in its own script"),
}
KINDS: Mapping[str, LazyString] = {
    "person": _l("person"),
    "party": _l("organisation"),
    "organisation": _l("organisation"),
    "vessel": _l("vessel"),
    "aircraft": _l("aircraft"),
    "other": _l("something else"),
}
SIDES: Mapping[str, LazyString] = {
    Side.LIST: _l("On the list"),
    Side.REGISTER: _l("In our register"),
    Side.ANSWER: _l("The answer before"),
    Side.PROGRAM: _l("The program"),
}
WHATS: Mapping[str, LazyString] = {
    What.NAME: _l("name"),
    What.ALIAS: _l("alias"),
    What.WEAK_ALIAS: _l("weak alias"),
    What.ORIGINAL_NAME: _l("name in its own script"),
    What.COUNTRY: _l("country"),
    What.BIRTH_YEAR: _l("birth year"),
    What.IDENTIFIER: _l("identifier"),
    What.OWNER: _l("owner"),
    What.PROGRAMME: _l("programme"),
    What.KIND: _l("kind"),
    What.EFFECT: _l("what the list means"),
    What.VERSION: _l("version of the list"),
    What.LISTED: _l("listed again"),
    What.LAST_DAY: _l("last day of the answer"),
    What.SCORER: _l("scorer"),
    What.UNTOLD: _l("something that cannot be said"),
}
ALL: Mapping[str, Mapping[str, LazyString]] = {
    "effects": EFFECTS,
    "meanings": MEANINGS,
    "resolutions": RESOLUTIONS,
    "scopes": SCOPES,
    "names": NAMES,
    "kinds": KINDS,
    "sides": SIDES,
    "whats": WHATS,
}
"""What a template of this part is handed."""
