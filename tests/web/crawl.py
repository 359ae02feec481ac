"""Every page to which links and forms lead somebody, and every form that stands there to be sent."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter, RequestRedirect

from tests.api.visitor import Visitor
from tests.web.reading import Form, Reader

Kind = tuple[str, frozenset[str]]
"""An address rule with the parameters that are given to it: of each kind one address is looked at."""

READ = 4
"""So many things of a kind are read for what they lead to, since one case offers what another does not."""
LEADS_AWAY = frozenset({"pages.language_nl", "pages.language_en", "pages.leave_for", "pages.come_back"})
"""What is no page by itself: it sends on to another, or to another site."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was answered: the status, where it came from in the end, what it is and its text."""

    status: int
    address: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page to which something led."""

    endpoint: str
    address: str


@dataclass
class Walk:
    """What somebody reaches: an address of each kind of page, forms by what they are sent to, and what is wrong."""

    pages: dict[Kind, Found] = field(default_factory=dict)
    forms: dict[str, tuple[str, Form]] = field(default_factory=dict)
    sent_on: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)
    read: int = 0

    @property
    def endpoints(self) -> set[str]:
        """Return the endpoints that are reached, also those that hand out a file or send on to another."""
        return {endpoint for endpoint, _ in self.pages} | self.sent_on


def in_process(visitor: Visitor) -> Callable[[str], Read]:
    """Return what reads addresses in the process of the application."""

    def read(address: str) -> Read:
        answer = visitor.client.get(address, follow_redirects=True)
        query = answer.request.query_string.decode()
        came = answer.request.path + (f"?{query}" if query else "")
        kind = answer.headers.get("Content-Type", "")
        found = Read(answer.status_code, came, kind, answer.text if kind.startswith("text/html") else "")
        answer.close()
        return found

    return read


def walk(read: Callable[[str], Read], rules: Map, *begin: str) -> Walk:
    """Follow every link and every form that asks, from these addresses."""
    bound = rules.bind("127.0.0.1")
    found = Walk()
    count: dict[Kind, int] = {}
    waits = deque((each, "the beginning") for each in begin)
    known = set(begin)
    while waits:
        address, since = waits.popleft()
        kind = _kind(bound, address)
        if kind is None or not kind[0].startswith("pages.") or kind[0] in LEADS_AWAY:
            continue
        if count.get(kind, 0) >= (1 if kind[1] or is_command(kind[0]) else READ):
            continue
        count[kind] = count.get(kind, 0) + 1
        answer = read(address)
        found.read += 1
        if answer.status != 200:
            found.broken.append(f"{answer.status} at {address}, to which {since} leads")
            continue
        arrived = _kind(bound, answer.address) or kind
        if arrived != kind or not answer.media_type.startswith("text/html"):
            found.sent_on.add(kind[0])
        if not answer.media_type.startswith("text/html"):
            continue
        found.pages.setdefault(arrived, Found(arrived[0], answer.address))
        reader = Reader()
        reader.feed(answer.text)
        found.broken += [f"{answer.address}: {each}" for each in reader.wrong]
        for form in reader.forms:
            to = urlsplit(urljoin(answer.address, form.action or urlsplit(answer.address).path)).path
            if form.method == "post" and (sent := _kind(bound, to, "POST")) is not None:
                found.forms.setdefault(sent[0], (to, form))
        for each in _led_to(answer.address, reader):
            if each not in known:
                known.add(each)
                waits.append((each, answer.address))
    return found


def is_command(endpoint: str) -> bool:
    """Tell whether a page is the form of a command, all of which are drawn by one template."""
    return endpoint.startswith(("pages.do-", "pages.decide-"))


def _kind(bound: MapAdapter, address: str, method: str = "GET") -> Kind | None:
    """Return the kind of a page of ours, or nothing for what is none."""
    parts = urlsplit(address)
    try:
        endpoint, _ = bound.match(parts.path, method)
    except (HTTPException, RequestRedirect):
        return None
    return endpoint, frozenset(name for name, value in parse_qsl(parts.query) if value)


def _led_to(here: str, reader: Reader) -> Iterator[str]:
    """Yield the addresses of this site to which the links and the forms that ask lead from a page."""
    for link in reader.links:
        whole = urljoin(here, link)
        if whole.startswith("/"):
            yield urlsplit(whole)._replace(fragment="").geturl()
    for form in (each for each in reader.forms if each.method == "get"):
        whole = urljoin(here, form.action or urlsplit(here).path)
        asked = urlencode(form.as_it_stands())
        if whole.startswith("/"):
            yield urlsplit(whole).path + (f"?{asked}" if asked else "")
