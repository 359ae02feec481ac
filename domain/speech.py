"""What the rules say, in the language of whoever reads it: English, or Dutch where there are words for it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from domain.collaboration import checks
from domain.collaboration.spine import Language
from domain.dutch import changes, gates, grounds, guards, held, inputs, policies, reads, sources, words
from domain.errors import DomainError, GatesOpenError, RuleRefusedError, UnusableInputError
from domain.gates import Gate
from domain.sentence import Sentence, in_words, recalled, say
from domain.values import Level

DUTCH: Final[Mapping[str, str]] = {
    **changes.CHANGES,
    **words.WORDS,
    **{each.question_en: each.question_nl for each in checks.CHECKS},
    **policies.TITLES,
    **gates.CLOSINGS,
    **gates.REASONS,
    **grounds.FRAMES,
    **grounds.SAYINGS,
    **grounds.SIDES,
    **guards.REFUSALS,
    **held.HELD,
    **reads.READS,
}
"""Each English template, sentence and word of the rules with its Dutch."""

_INPUTS: Final = tuple(sorted(inputs.INPUTS, key=lambda each: len(re.sub("{[a-z_]+}", "", each)), reverse=True))
"""The templates of inputs that cannot be used, the most telling first: a short one fits much."""
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3})")


def told(text: str, language: Language) -> str:
    """Return what a rule says in this language."""
    return in_words(text, DUTCH) if language is Language.NL else text


def ground(text: str) -> str:
    """Return why a level is what it is, which is stored as text, as the sentence that it was made of."""
    head, is_level, level = text.rpartition("; the level is ")
    rule, is_rule, rest = head.partition(": ")
    if isinstance(text, Sentence) or not is_level or not is_rule or level not in set(Level):
        return text
    told, is_because, factors = rest.removesuffix(")").rpartition(" (") if rest.endswith(")") else (rest, "", "")
    says = recalled(told, *grounds.SAYINGS)
    if isinstance(says, Sentence) and "sides" in says.values:
        says = Sentence(says.template, {"sides": tuple(str(says.values["sides"]).split(", "))})
    because, plain = grounds.FRAMES
    if not is_because:
        return say(plain, rule=rule, says=says, level=level)
    return say(because, rule=rule, says=says, factors=factors, level=level)


def why_held(text: str) -> str:
    """Return why a version of a list is held, which is stored as text, as the sentence that it was made of."""
    told = recalled(text, *held.HELD)
    if not isinstance(told, Sentence):
        return text
    values = {name: _THOUSANDS.sub(" ", str(value)) for name, value in told.values.items()}
    if "doubt" in values:
        values["doubt"] = recalled(values["doubt"], *held.HELD)
    return Sentence(told.template, values)


def unusable(text: str) -> str:
    """Return why an input cannot be used, or what would be right, as the sentence that it was made of.

    It is raised as text. In Dutch each piece of it that is such a sentence itself is told in Dutch too.
    """
    found = recalled(text, *_INPUTS)
    if not isinstance(found, Sentence):
        return text
    return Sentence(found.template, {name: unusable(str(value)) for name, value in found.values.items()})


def asked(text: str, language: Language) -> str:
    """Return why an input cannot be used, or what would be right, in this language; closed words as they are sent."""
    if language is not Language.NL:
        return text
    return in_words(with_source(unusable(text)), inputs.INPUTS)


def with_source(text: str) -> str:
    """Return a sentence with the source that stands in it in Dutch."""
    if not isinstance(text, Sentence) or "source" not in text.values:
        return text
    return Sentence(text.template, {**text.values, "source": sources.in_dutch(str(text.values["source"]))})


def gate(one: Gate, language: Language) -> Gate:
    """Return a gate with its reason, its source, and what closes it, in this language."""
    return replace(
        one,
        reason=told(one.reason, language),
        source=source(one.source, language),
        closed_by=told(one.closed_by, language),
    )


def source(text: str, language: Language) -> str:
    """Return where a rule stands in this language: a law by its official name."""
    return sources.in_dutch(text) if language is Language.NL else text


def refusal(error: DomainError, language: Language) -> str:
    """Return a refusal in this language, with every reason; one that no rule of the case gives stays in English."""
    match error:
        case GatesOpenError(blocked=blocked, gates=open_gates):
            reasons = (
                f"{each.rule_id}: {told(each.reason, language)} [{source(each.source, language)}]"
                for each in open_gates
            )
            frame = "{blocked} is blocked by {number} open gate(s): {gates}"
            return told(say(frame, blocked=blocked, number=len(open_gates), gates="; ".join(reasons)), language)
        case RuleRefusedError(rule_id=rule_id, source=place, reason=reason):
            return f"{rule_id}: {told(reason, language)} [{source(place, language)}]"
        case UnusableInputError(field=field, rule=rule, expected=expected) if language is Language.NL:
            return f"{field}: {asked(rule, language)}; gevraagd: {asked(expected, language)}"
        case _:
            return str(error)
