"""Load the questionnaires that ship: one file for each version, checked before anybody is asked."""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from domain.questionnaire import AnswerKind, AppraisalOutcome, Domain, OutcomeRule, Question, Questionnaire, Said, Words
from kvcase.catalogues.reading import HEADER, CatalogueError, Table

FOLDER = Path(__file__).parent / "questionnaires"


def every(own: Path | None = None) -> Mapping[tuple[str, str], Questionnaire]:
    """Return the questionnaires that ship and those of a folder of one's own.

    Raises `CatalogueError` for a file of no use, or for one that would take the place of a version that ships.
    """
    found = load(own) if own is not None else {}
    for name, version in found:
        if (name, version) in shipped():
            raise CatalogueError(
                name, HEADER, "version", f"{version} of {name} ships with kvcase", "a version of its own"
            )
    return {**shipped(), **found}


@lru_cache(maxsize=1)
def shipped() -> Mapping[tuple[str, str], Questionnaire]:
    """Return the questionnaires that ship, by id and version."""
    return load(FOLDER)


def load(folder: Path) -> Mapping[tuple[str, str], Questionnaire]:
    """Return the questionnaires of a folder. Raises `CatalogueError` naming file, entry and field."""
    found: dict[tuple[str, str], Questionnaire] = {}
    for path in sorted(folder.glob("*.toml")):
        form = _form(path)
        key = (form.questionnaire_id, form.version)
        if key in found:
            raise CatalogueError(path.name, HEADER, "version", f"{key[0]} {key[1]} stands in two files", "another")
        found[key] = form
    return found


def _form(path: Path) -> Questionnaire:
    content = path.read_bytes()
    try:
        values = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(path.name, HEADER, "file", str(error), "TOML in UTF-8") from error
    table = Table(path.name, HEADER, values)
    questions: dict[str, Question] = {}
    for each in table.tables("question"):
        question = _question(each, questions)
        if question.question_id in questions:
            raise each.fault("id", f"{question.question_id!r} is used twice", "an id of its own")
        questions[question.question_id] = question
    rules = tuple(_rule(each, questions) for each in table.tables("rule"))
    form = Questionnaire(
        table.text("id"),
        table.text("version"),
        table.text("owner"),
        _words(table, "notice"),
        tuple(questions.values()),
        rules,
        hashlib.sha256(content).hexdigest(),
    )
    table.finish()
    missing = sorted({str(each) for each in Domain} - {str(each.domain) for each in questions.values()})
    if missing:
        raise table.fault("question", f"none is about {missing[0]}", "questions about topic, country and partner")
    return form


def _question(table: Table, before: Mapping[str, Question]) -> Question:
    kind = table.word("kind", AnswerKind)
    choices = table.texts("choices")
    if bool(choices) != (kind is AnswerKind.CHOICE):
        raise table.fault("choices", f"does not go with {kind}", "words for a choice, and for no other kind")
    condition = table.texts("shown_if")
    found = Question(
        table.text("id"),
        table.word("domain", Domain),
        kind,
        _words(table),
        _words(table, "reason"),
        choices,
        _said(condition[0], "shown_if", table, before) if condition else None,
    )
    table.finish()
    return found


def _rule(table: Table, questions: Mapping[str, Question]) -> OutcomeRule:
    groups = tuple(
        tuple(_said(each, "any_of", inner, questions) for each in _finished(inner)) for inner in table.tables("group")
    )
    if not groups:
        raise table.fault("group", "is missing", "[[rule.group]] with the answers of which one must be given")
    found = OutcomeRule(table.text("id"), table.word("outcome", AppraisalOutcome), groups, _words(table))
    table.finish()
    return found


def _finished(table: Table) -> tuple[str, ...]:
    words = table.texts("any_of")
    table.finish()
    return words


def _said(text: str, field: str, table: Table, questions: Mapping[str, Question]) -> Said:
    key, _, words = text.partition("=")
    question = questions.get(key)
    if question is None:
        raise table.fault(field, f"{key!r} is no question above it", f"one of {', '.join(questions) or 'none'}")
    chosen = tuple(words.split(","))
    unknown = [word for word in chosen if word not in question.answers]
    if unknown:
        raise table.fault(field, f"{unknown[0]!r} does not answer {key!r}", f"one of {', '.join(question.answers)}")
    return Said(key, chosen)


def _words(table: Table, prefix: str = "") -> Words:
    label = table.label(prefix)
    return Words(label.nl, label.en)
