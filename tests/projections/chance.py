"""Histories by chance: commands drawn from a menu, given to the domain, which refuses most of them."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from hypothesis import strategies as st

from domain import deadlines as law
from domain.collaboration import approval, deadlines, ethics, legal, mitigation, parties, screening, spine
from domain.collaboration.screening import LiftDecision, Resolution
from domain.licence.words import Authority, LicenceKind, Modality
from domain.values import LicenceId, PartyId
from tests.domain.people import APPROVER, COLLEAGUE, DEAN, ETHICS, EXPORT, OFFICER, PROGRAM, RESEARCHER, SECURITY
from tests.domain.scenario import AS_IT_STANDS
from tests.projections.world import World, a_life, case, hit, hit_id, named, party, person

CASES = 2
Order = Callable[[World, int, int], object]


def _lift(world: World, number: int, which: int) -> object:
    decision = LiftDecision.LIFTED if which % 2 else LiftDecision.KEPT
    lifts = sorted(world.states[case(number)].screening.lifts)
    return bool(lifts) and world.tried(screening.DecideLift(case(number), lifts[0], decision, "so"), OFFICER)


def _resolve(resolution: Resolution, list_id: str) -> Order:
    return lambda world, n, k: world.tried(
        screening.ResolveHit(case(n), hit_id(n, k, list_id, f"E{k}"), resolution, "so"), OFFICER
    )


def _confirm(world: World, number: int, which: int) -> object:
    hits = [hit_id(number, k, "eu-fsf", f"E{k}") for k in range(3)]
    return [world.tried(screening.ConfirmHitResolution(case(number), each), COLLEAGUE) for each in hits]


def _screen(world: World, number: int, which: int) -> object:
    hits = [hit(number, k, list_id, f"E{k}") for k, list_id in enumerate(("eu-fsf", "seven-sons", "ofac-sdn"))]
    taking_part = world.states[case(number)].parties.parties
    found = [each for each in hits[: which + 1] if PartyId(each.subject_id) in taking_part]
    return world.screen(number, f"{len(world.log.events)}", *found)


def _rescreen(world: World, number: int, which: int) -> object:
    run = len(world.log.events)
    list_id = ("eu-fsf", "seven-sons", "ofac-sdn")[which]
    return world.rescreen(number, run, list_id, hit(number, which, list_id, f"E{which}"))


def _delist(world: World, number: int, which: int) -> object:
    list_id = ("eu-fsf", "seven-sons", "ofac-sdn")[which]
    return world.rescreen(number, len(world.log.events), list_id, removed=(f"E{which}",))


def _licence(world: World, number: int, which: int) -> object:
    ask = (Authority.VL, LicenceKind.INDIVIDUAL, ("6A002",), "CN", party(which), (Modality.GOODS,))
    return world.tried(legal.RequestExportLicence(case(number), LicenceId(named(f"licence {which}")), *ask), EXPORT)


def _measure(world: World, number: int, which: int) -> object:
    due = world.now.date() + timedelta(days=10 * which)
    return world.tried(
        mitigation.SetMitigation(case(number), named(f"measure {which}"), "M05", "sam", due, "so"), OFFICER
    )


def _deadline(world: World, number: int, which: int) -> str:
    """Return a deadline of the case that runs, a random one."""
    known = world.states[case(number)].deadlines.by_id.values()
    running = [each.deadline_id for each in known if each.is_running]
    return running[which % len(running)] if running else "triage"


def _extend(world: World, number: int, which: int) -> object:
    deadline_id = _deadline(world, number, which)
    known = world.states[case(number)].deadlines.by_id[deadline_id]
    due_on = max(known.due_on, world.now.date()) + timedelta(days=which + 1)
    return world.tried(deadlines.ExtendDeadline(case(number), deadline_id, due_on, "so"), OFFICER)


def _remind(world: World, number: int, _which: int) -> object:
    today = world.now.date()
    due = [
        deadlines.RecordReminder(case(number), each.deadline_id, rung.code, each.due_on)
        for each in world.states[case(number)].deadlines.by_id.values()
        for rung in law.rungs_due(each, today, ())
    ]
    return [world.tried(command, PROGRAM) for command in due]


MENU: tuple[Order, ...] = (
    lambda world, n, k: world.tried(parties.LinkParty(case(n), party(k), parties.PartyRole.PARTNER), OFFICER),
    lambda world, n, k: world.tried(parties.LinkParty(case(n), party(k), parties.PartyRole.FUNDER), OFFICER),
    lambda world, n, k: world.tried(parties.UnlinkParty(case(n), party(k), "so"), OFFICER),
    lambda world, n, k: world.tried(parties.LinkResearcher(case(n), person(k), parties.StayType.STAFF), OFFICER),
    lambda world, n, k: world.tried(parties.UnlinkResearcher(case(n), person(k), "so"), OFFICER),
    _screen,
    _screen,
    _rescreen,
    _delist,
    _lift,
    _resolve(Resolution.TRUE_MATCH, "eu-fsf"),
    _resolve(Resolution.FALSE_POSITIVE, "eu-fsf"),
    _resolve(Resolution.FALSE_POSITIVE, "seven-sons"),
    _resolve(Resolution.UNCLEAR, "ofac-sdn"),
    _resolve(Resolution.TRUE_MATCH, "ofac-sdn"),
    _confirm,
    lambda world, n, k: world.tried(screening.CompleteScreening(case(n), "so"), OFFICER),
    lambda world, n, k: world.tried(screening.CompleteScreening(case(n), "so"), OFFICER),
    lambda world, n, k: world.tried(ethics.RequestEthicsAdvice(case(n), "Board", "May we?"), OFFICER),
    lambda world, n, k: world.tried(ethics.RecordEthicsAdvice(case(n), ethics.Advice.POSITIVE, "so"), ETHICS),
    _measure,
    lambda world, n, k: world.tried(mitigation.ImplementMitigation(case(n), named(f"measure {k}"), "so"), SECURITY),
    lambda world, n, k: world.tried(mitigation.VerifyMitigation(case(n), named(f"measure {k}"), "so"), OFFICER),
    _licence,
    _extend,
    _remind,
    lambda world, n, k: world.tried(
        deadlines.PauseDeadline(case(n), _deadline(world, n, k), deadlines.WaitingFor.PARTNER, "so"), OFFICER
    ),
    lambda world, n, k: world.tried(deadlines.ResumeDeadline(case(n), _deadline(world, n, k)), OFFICER),
    lambda world, n, k: world.tried(
        deadlines.SetDeadline(case(n), named(f"own {k}"), f"Own {k}", world.now.date() + timedelta(days=k)), OFFICER
    ),
    lambda world, n, k: world.tried(deadlines.MeetDeadline(case(n), f"own:{named(f'own {k}')}", "so"), OFFICER),
    lambda world, n, k: world.tried(approval.SubmitForReview(case(n), "so"), OFFICER),
    lambda world, n, k: world.tried(approval.ReturnForWork(case(n), "so"), APPROVER),
    lambda world, n, k: world.tried(approval.Approve(case(n), "so", AS_IT_STANDS), APPROVER),
    lambda world, n, k: world.tried(approval.Reject(case(n), "so"), APPROVER),
    lambda world, n, k: world.tried(spine.Start(case(n), world.now.date()), RESEARCHER),
    lambda world, n, k: world.tried(spine.Suspend(case(n), "so"), OFFICER),
    lambda world, n, k: world.tried(spine.Resume(case(n), "so"), DEAN),
    lambda world, n, k: world.tried(spine.Withdraw(case(n), "so"), RESEARCHER),
    lambda world, n, k: world.tried(spine.Reopen(case(n), "so"), DEAN),
    lambda world, n, k: world.tried(spine.Close(case(n), "so"), OFFICER),
    lambda world, n, k: world.tried(
        spine.AmendNotification(case(n), "so", funder_scheme=("project", "horizon")[k % 2]), OFFICER
    ),
    lambda world, n, k: world.tried(spine.AmendNotification(case(n), "so", title=f"Title {k}"), OFFICER),
    lambda world, n, k: world.register(k, f"Renamed {k}"),
    lambda world, n, k: world.register_person(k, f"Name {k}"),
)
orders = st.lists(
    st.tuples(st.integers(0, len(MENU) - 1), st.integers(0, CASES - 1), st.integers(0, 2)), min_size=10, max_size=60
)


def world_of(drawn: Sequence[tuple[int, int, int]]) -> World:
    """Return an institution with two young cases and a long one, after these orders; its log has gaps."""
    world = World(gap=2)
    for number in range(3):
        world.register(number, country=("RU", "CN", None)[number])
        world.register_person(number)
    for number in range(CASES):
        world.notify(number, ("project", None)[number], nature=spine.Nature.INSTITUTIONAL_AGREEMENT)
    a_life(world, 5)
    for order, number, which in drawn:
        MENU[order](world, number, which)
    return world
