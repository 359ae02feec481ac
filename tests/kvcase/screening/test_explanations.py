"""Explanations: the same bytes for ever, and sentences an officer can read."""

import os
import subprocess
import sys

import pytest

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import explanations, matcher
from kvcase.screening.explanations import Language
from kvcase.screening.likeness import PartKind
from kvcase.screening.matcher import Query

ENTRY = Entry("q-1", Kind.ORGANISATION, (Name("Quarth Institute of Technology", NameKind.PRIMARY),), ("IR",))
QUERY = Query("School of Optics, Qarth Inst Technol, Quarth", Kind.ORGANISATION, "IR")
STORED_BY_2 = (
    '{"alias_kind":"primary","band":"alert","base":94,"caps":[],"entry_id":"q-1","evidence":[{"effect":5,'
    '"field":"country","l":"IR","q":"IR"}],"list_name":"Quarth Institute of Technology","parts":[{"kind":'
    '"typo","l":"quarth","q":"qarth","score":90,"weight":100},{"kind":"exact","l":"institute","q":"inst",'
    '"score":100,"weight":30},{"kind":"exact","l":"technology","q":"technol","score":100,"weight":50}],"q'
    'uery":"School of Optics, Qarth Inst Technol, Quarth","score":99,"scorer_id":"kv-match-2","segment":"'
    'Qarth Inst Technol"}'
)
"""By kv-match-2; of this name kv-match-3 says the same."""
STORED = STORED_BY_2.replace('"scorer_id":"kv-match-2"', '"scorer_id":"kv-match-3"')
PROGRAM = (
    "from tests.kvcase.screening.test_explanations import ENTRY, QUERY; from kvcase.screening import matcher;"
    "import sys; sys.stdout.buffer.write(matcher.score(QUERY, ENTRY).explanation.encode().encode())"
)


def test_an_explanation_is_the_same_bytes_for_one_scorer() -> None:
    assert matcher.SCORER_ID == "kv-match-3", "a new scorer id comes with a new stored example beside this one"
    assert matcher.score(QUERY, ENTRY).explanation.encode() == STORED


@pytest.mark.parametrize("seed", ["0", "1", "20261120"])
def test_an_explanation_is_the_same_bytes_in_every_process(seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, check=True)
    assert done.stdout.decode() == STORED


def test_a_stored_explanation_reads_back() -> None:
    explanation = explanations.decode(STORED)
    assert explanation.encode() == STORED
    assert explanations.decode(STORED_BY_2).encode() == STORED_BY_2
    assert explanation == matcher.score(QUERY, ENTRY).explanation


@pytest.mark.parametrize("language", explanations.LANGUAGES)
def test_every_rule_kind_and_field_has_words(language: Language) -> None:
    words = explanations.WORDS[language]
    kinds = {*PartKind, "country", "birth_year"}
    assert kinds <= words.keys()
    assert explanations.WORDS["en"].keys() == explanations.WORDS["nl"].keys()
    for rule in set(words) - kinds:
        assert "{cap}" in words[rule]


def test_a_name_that_we_know_says_where_it_comes_from() -> None:
    listed = Entry("1", Kind.ORGANISATION, (Name("Harbin Institute of Technology", NameKind.PRIMARY),), ("CN",))
    explanation = matcher.score(Query("Polytechnische Universität Harbin, Harbin"), listed).explanation
    assert explanation.origin == "aliases.2026-11-21 wikipedia:de:Polytechnische Universität Harbin"
    assert explanations.decode(explanation.encode()) == explanation
    assert explanation.entry_name == "Harbin Institute of Technology"


def test_a_name_of_the_list_has_no_origin() -> None:
    assert "origin" not in matcher.score(QUERY, ENTRY).explanation.as_mapping()
