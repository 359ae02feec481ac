"""Every gate, against every command that it refuses: open, refused, closed by whose task it is, accepted."""

import copy
import importlib
import inspect
import pkgutil

import pytest

import domain.collaboration
from domain.aggregate import CommandSpec
from domain.collaboration import decider, spine
from domain.collaboration.rules import RULES, open_gates
from domain.collaboration.spine import Status
from domain.collaboration.state import Collaboration
from domain.collaboration.table import COMMANDS
from domain.errors import GatesOpenError
from domain.gates import Blocks
from kvcase.store import codec, sealing
from tests.domain import people
from tests.domain.gate_rows import ATTEMPTS, CODE, ROWS, Row, blocked_commands, sharing
from tests.domain.scenario import CASE, PARTNER, TODAY, Case, hit, meta, walk

KINDS = [*(rule.kind for rule in RULES.gates), *(rule.kind for rule in RULES.sharing)]
PAIRS = [(row, spec) for row in ROWS.values() for spec in blocked_commands(row)]
NAMES = [f"{row.kind}, {spec.name}" for row, spec in PAIRS]


def test_every_kind_of_gate_stands_in_the_table_of_tests() -> None:
    assert sorted(KINDS) == sorted(ROWS)


def test_every_command_that_a_gate_can_refuse_is_attempted() -> None:
    assert {spec.name for spec in COMMANDS.values() if spec.blocked_by is not None} == set(ATTEMPTS)
    assert {spec.blocked_by for spec in COMMANDS.values()} - {None} == set(Blocks)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_rule_finds_gates_of_its_own_kind_alone(row: Row) -> None:
    """The read model of gates asks only the rules of the kinds that stand."""
    for spec in blocked_commands(row):
        case = row.standing(spec)
        for rule in RULES.gates:
            assert {gate.kind for gate in rule.check(case.state, TODAY)} <= {rule.kind}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_no_gate_tells_a_sealed_text(row: Row) -> None:
    """Whoever asks for the gates of a case needs no key."""
    for spec in blocked_commands(row):
        case = row.standing(spec)
        hidden = Collaboration()
        for number, step in enumerate(case.steps, start=1):
            event = copy.copy(step.event)
            opening = sealing.opening_of(type(event))
            if opening is not None:
                opening(event, lambda _text: codec.SEALED)
            hidden = decider.evolve(hidden, event, meta(step.actor, step.role, step.at, number))
        assert open_gates(hidden, TODAY) == open_gates(case.state, TODAY)


@pytest.mark.parametrize("name", ATTEMPTS)
def test_a_command_that_no_gate_stands_before_is_accepted(name: str) -> None:
    attempt = ATTEMPTS[name]
    case = attempt.case()
    attempt.last(case)
    assert case.do(attempt.command, attempt.by)


@pytest.mark.parametrize(("row", "spec"), PAIRS, ids=NAMES)
def test_an_open_gate_refuses_until_the_proper_role_closes_it(row: Row, spec: CommandSpec) -> None:
    case = row.standing(spec)
    if case.status not in spec.statuses:
        pytest.fail(f"{spec.name} is not asked of a case that is {case.status}")
    refusal = case.refused(row.attempt(spec), ATTEMPTS[spec.name].by, GatesOpenError)
    named = [gate for gate in refusal.gates if gate.kind == row.kind]
    assert named
    for gate in named:
        assert gate.rule_id
        assert gate.source
        assert gate.reason
        assert gate.closed_by
        assert spec.blocked_by in gate.blocks
        assert gate.legal is row.is_legal
        assert f"{gate.rule_id}: {gate.reason} [{gate.source}]" in str(refusal)
    row.close(case)
    assert not [gate for gate in case.gates if gate.kind == row.kind]
    assert case.do(row.attempt(spec), ATTEMPTS[spec.name].by)


@pytest.mark.parametrize(("row", "spec"), PAIRS, ids=NAMES)
def test_a_gate_is_overridden_by_two_people_unless_it_rests_on_law(row: Row, spec: CommandSpec) -> None:
    case = row.standing(spec)
    standing = [gate for gate in case.gates if gate.kind == row.kind]
    if case.status not in COMMANDS["propose-gate-override"].statuses or not standing:
        return
    for gate in standing:
        override = spine.ProposeGateOverride(CASE, gate.gate_id, "Weighed.")
        if row.is_legal:
            case.refused_by_rule("G22", override, people.DEAN)
        elif row.is_decided_anew:
            case.refused_by_rule("G6-override", override, people.DEAN)
        else:
            case.do(override, people.DEAN)
            case.do(spine.ConfirmGateOverride(CASE, gate.gate_id), people.PROFESSOR)
            assert gate.gate_id not in {each.gate_id for each in case.gates}


@pytest.mark.parametrize(("row", "spec"), PAIRS, ids=NAMES)
def test_no_two_open_gates_share_an_id(row: Row, spec: CommandSpec) -> None:
    ids = [gate.gate_id for gate in row.standing(spec).gates]
    assert len(ids) == len(set(ids))


def test_two_russian_partners_bring_two_gates_with_ids_of_their_own() -> None:
    case = walk(Status.NOTIFIED)
    case.link("Volga Instituut", "RU")
    case.link("Don Instituut", "RU")
    case.screen()
    gates = [gate for gate in case.gates if gate.kind == "policy"]
    assert len({gate.gate_id for gate in gates}) == 2
    assert len({gate.subject for gate in gates}) == 2


def test_a_suspended_case_says_that_it_does_not_start_either() -> None:
    gate = next(gate for gate in walk(Status.SUSPENDED).gates if gate.kind == "suspended")
    assert gate.blocks == {Blocks.SHARE, Blocks.START}


def test_every_command_of_the_modules_stands_in_the_table() -> None:
    """A command is what a track decides about; a track names its commands in `Command`."""
    named: set[type] = set()
    for found in pkgutil.iter_modules(domain.collaboration.__path__):
        module = importlib.import_module(f"domain.collaboration.{found.name}")
        union = getattr(module, "Command", ())
        named |= set(getattr(union, "__args__", (union,) if inspect.isclass(union) else ()))
    assert named == {spec.type for spec in COMMANDS.values()}


def test_every_class_of_the_modules_that_looks_like_a_command_stands_in_the_table() -> None:
    """A dataclass that begins with the case and has no stored name is a command."""
    found = set()
    for module_info in pkgutil.iter_modules(domain.collaboration.__path__):
        module = importlib.import_module(f"domain.collaboration.{module_info.name}")
        for _, each in inspect.getmembers(module, inspect.isclass):
            fields = getattr(each, "__dataclass_fields__", {})
            if next(iter(fields), None) == "case_id" and not hasattr(each, "stored_name"):
                found.add(each)
    assert found == {spec.type for spec in COMMANDS.values()}


def test_the_name_of_a_command_is_the_key_of_its_row() -> None:
    assert all(name == spec.name for name, spec in COMMANDS.items())


def test_all_open_gates_of_a_refusal_are_named_together() -> None:
    case = walk(Status.IN_REVIEW)
    for kind in ("ethics", "human-rights", "licence", "institutional-approval", "legal-hit"):
        ROWS[kind].open(case, Blocks.APPROVE)
    attempt = ATTEMPTS["approve"]
    refusal = case.refused(attempt.command, attempt.by, GatesOpenError)
    expected = {"ethics", "human-rights", "licence", "institutional-approval", "legal-hit"}
    assert {gate.kind for gate in refusal.gates} == expected
    assert refusal.blocked == "approve"


def test_the_list_of_gates_is_the_one_a_command_is_refused_with() -> None:
    case = walk(Status.IN_REVIEW)
    case.rescreen(hit(PARTNER, "eu-fsf"))
    refusal = case.refused(ATTEMPTS["approve"].command, people.APPROVER, GatesOpenError)
    blocking = [gate for gate in open_gates(case.state, TODAY) if Blocks.APPROVE in gate.blocks]
    assert list(refusal.gates) == blocking


def test_a_licence_for_another_code_covers_nothing() -> None:
    case: Case = walk(Status.RUNNING)
    ROWS["licence-coverage"].open(case, Blocks.SHARE)
    ROWS["licence-coverage"].close(case)
    case.do(sharing(CODE), people.RESEARCHER)
    case.refused_by_rule("G4-codes", sharing("1C350"), people.RESEARCHER)
