"""Everybody asks for everything: every cell of docs/access.md is tried against the served application."""

import io
import sys
import zipfile
from collections.abc import Iterator

import pytest

from api import access
from api.access import About, Reach, Realm
from domain.errors import UnusableInputError
from kvcase.ledger.keys import Keyring
from kvcase.settings import LedgerSettings
from tests.access import cells, table
from tests.access.cells import ASKERS, NOBODY, WITHOUT_KEY, Address, Asker, Seat, cell
from tests.access.cells import Answer as Declared
from tests.access.world import NOWHERE, SECRET, World, alike, collection, furnish
from tests.api.house import Answer, opened
from tests.kvcase.exports import reading

_ODD = {
    "pages.leave_for": {404},  # no issuer is configured
    "pages.play": {404},  # it is no demonstration
    "pages.come_back": {400},  # nobody left for one
    "pages.break_glass": {401, 429},  # nobody broke the glass, and the tries come fast
    "pages.chart": {400},  # it draws what a page put into its address
    "pages.propose_release": {409, 422},  # nothing is held
    "pages.confirm_release": {409, 422},  # nothing is held
    "pages.give_cover": {422},  # without a day
    "pages.propose_grant": {422},  # without a day
    "pages.change_cover": {412},  # the version that was sent is none
    "pages.decide_grant": {412},  # the version that was sent is none
    "pages.propose_edition": {412},
    "pages.publish_edition": {412},
    "pages.resolve_hit": {412},  # the form is older than the hit
    "pages.confirm_hit": {412},
    "pages.sit": {303, 400},  # whose institution it is, or nobody's; or it is another's
    "pages.notify_send": {422},  # nothing was chosen
    **{f"pages.mine_{each}": {422} for each in ("may_share", "share")},  # nothing is asked
    **{f"pages.mine_{each}": {412} for each in ("answer", "reply", "measure", "accept", "tell")},
    "pages.upload": {415},  # it holds no file
}
"""What an address of people answers with that leads nowhere by itself."""
FILES = {"dossier", "letter", "licence-dossier", "register", "portfolio-table"}
"""What makes a file: nothing is written to what it is about."""
MEANT = {Declared.UNAUTHENTICATED: {401}, Declared.FORBIDDEN: {403}, Declared.UNKNOWN: {404}}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two institutions, served, with one thing of every kind in the first."""
    signed = LedgerSettings(Keyring.made("test", lambda count: bytes(range(count))))
    with opened(tmp_path_factory.mktemp("matrix") / "data", signed) as house:
        yield furnish(house)


def test_every_address_is_declared(world: World) -> None:
    declared = access.table(world.house.app)
    missing = [str(each) for each in cells.addresses(world.house.app) if each.endpoint not in declared]
    assert missing == [], "say in its Route who may use it, and what it is about"
    gone = declared.keys() - {rule.endpoint for rule in world.house.app.url_map.iter_rules()}
    assert gone == set()


def test_the_page_of_access_is_up_to_date(world: World) -> None:
    assert table.PAGE.read_text("utf-8") == table.page(world.house.app), "run `make access`"


@pytest.mark.parametrize("asker", WITHOUT_KEY, ids=str)
def test_no_key_is_made_for_a_role_that_means_nothing_there(world: World, asker: Asker) -> None:
    with pytest.raises(UnusableInputError, match="at"):
        world.house.program.keys.create(asker.actor)


@pytest.mark.parametrize("asker", [NOBODY, *ASKERS], ids=str)
def test_everybody_is_answered_as_declared(world: World, asker: Asker) -> None:
    wrong: list[str] = []
    planned, before = 0, world.asked
    every = cells.addresses(world.house.app)
    for address in every:
        row = access.table(world.house.app)[address.endpoint]
        meant = cell(row, address, asker)
        planned += cells.requests(row, address, meant)
        wrong += [f"{address} by {asker}: {found}" for found in _asked(world, address, asker, meant) if found]
    sys.stdout.write(f"{asker}: {len(every)} cells, {world.asked - before} requests\n")
    assert wrong == [], "\n".join(wrong)
    assert world.asked - before == planned, "docs/access.md says how often is asked"


def _asked(world: World, address: Address, asker: Asker, meant: cells.Cell) -> Iterator[str]:
    """Try one cell; yield for each request what is wrong with its answer, or nothing."""
    row = access.table(world.house.app)[address.endpoint]
    own = world.own(address, asker) if address.names_one else NOWHERE
    answer = world.ask(address, asker, own)
    yield _status(address, meant, answer)
    yield _content(world, address, asker, meant, answer)
    if address.method == "GET":
        head = world.ask(address, asker, own, method="HEAD")
        is_same = head.status_code == answer.status_code and not head.text
        yield "" if is_same else f"HEAD gives {head.status_code}, GET {answer.status_code}"
    elif meant.answer in {Declared.FORBIDDEN, Declared.UNAUTHENTICATED}:
        spoilt = world.ask(address, asker, own, spoilt=True)
        yield "" if alike(spoilt, own) == alike(answer, own) else "the body is looked at before the role"
    if not address.names_one or row.realm is Realm.SHARED:
        return
    nothing = world.ask(address, asker, NOWHERE)
    if meant.answer is Declared.ALLOWED:
        yield "" if nothing.status_code == 404 else f"{nothing.status_code} for what is not there"
    else:
        yield "" if alike(answer, own) == alike(nothing, NOWHERE) else "it tells what is there from what is not"
    if meant.answer is Declared.ALLOWED and meant.reach in {Reach.OWN, Reach.NEEDED}:
        theirs = world.colleagues[collection(address)]
        another = world.ask(address, asker, theirs)
        is_unknown = another.status_code == 404 and alike(another, theirs) == alike(nothing, NOWHERE)
        yield "" if is_unknown else f"{another.status_code} for a colleague's: {another.text[:200]}"


def _status(address: Address, meant: cells.Cell, answer: Answer) -> str:
    right = MEANT.get(meant.answer) or _opened(address)
    return "" if answer.status_code in right else f"{answer.status_code}, not {sorted(right)}: {answer.text[:300]}"


def _opened(address: Address) -> set[int]:
    """Return what an address answers with to whom it opens."""
    name = address.endpoint.rpartition(".")[2]
    if name == "import-cases":
        return {415}  # JSON is no file of notifications
    if name in {"check-sharing", "match", "rescreen"} | FILES:
        return {200, 422}
    if address.endpoint in _ODD:
        return _ODD[address.endpoint]
    if address.endpoint.startswith(("pages.do-", "pages.decide-")) and address.is_command:
        return {303, 409, 412, 422}  # an empty form on a version that is none
    if address.endpoint.startswith("pages."):
        return {200, 303}
    if address.is_command and address.names_one:
        return {412}  # the version that was sent is none
    if address.is_command:
        return {201, 409, 422, 404}  # 404: what it is about may be another institution's
    if name == "then-and-now":
        return {422}  # nothing was decided yet
    return {200, 503} if name == "ready" else {200}


def _content(world: World, address: Address, asker: Asker, meant: cells.Cell, answer: Answer) -> str:
    """Tell what an answer says that the asker may not know: a personal text, or what is not of his or hers."""
    row = access.table(world.house.app)[address.endpoint]
    told = _unpacked(answer)
    is_ours = asker.seat is Seat.OWN and asker.role is not None
    if SECRET in told and (not is_ours or meant.reach is Reach.WITHHELD or not cells.is_about_content(row)):
        return "it tells a personal text"
    if is_ours or address.names_one:
        has_all = meant.reach not in {Reach.OWN, Reach.NEEDED} or not is_ours
        theirs = set() if has_all else set(world.colleagues.values())
    else:
        theirs = set(world.ids)
    if address.is_command or row.about in {About.FUNDED, About.READS}:
        theirs = set()  # what was sent may be said again, also by who tells what one's own people tried in vain
    return "it names what is not to be known" if any(each in told for each in theirs) else ""


def _unpacked(answer: Answer) -> str:
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        paper = reading.read(answer.data)
        return "\n".join((*paper.pages, paper.objects))
    if not kind.startswith("application/zip"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as bundle:
        return "".join(bundle.read(each).decode("utf-8", "replace") for each in bundle.namelist())
