"""How much may be asked in a minute, by each actor and from each address. Beyond it: 429, before anything is done.

The counts stand in the memory of the process, so N processes together let N times as much through, and a proxy in
front may set coarser limits still. They are bounded: whoever comes with ever more addresses pushes old counts out,
and gains nothing by it but what so many addresses have anyway. Source: handbook reliability-security.md 5, 6, 11 (9).
"""

import hashlib
import ipaddress
import logging
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, current_app, g, request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from api import access
from api.rest.errors import RequestRefused
from domain.ports import Caller, Refusal, Refused

MOST = 10_000
"""How many actors, and how many addresses, are counted at once; some 3 MB for each."""

HEAVY = 10
"""How many reads an answer costs that takes as much work as many: a search, an export, figures."""

GOOD_SECONDS = 3_600
"""How long a credential that opened something is let through where others are guessed from the same address."""

HEAVY_NAMES = frozenset(
    {
        "access-unusual",
        "bundle",
        "data-subjects",
        "dossier",
        "figures",
        "fwo-figures",
        "import-cases",
        "keep-document",
        "letter",
        "licence-dossier",
        "match",
        "person-report",
        "portfolio",
        "portfolio-table",
        "register",
        "rescreen",
        "retention",
        "search",
        "then-and-now",
        "verification",
    }
)
"""The addresses whose answers are heavy; beside them every answer as of a moment, for which read models are made."""
_SOMEBODY = frozenset({Refusal.STRANGER, Refusal.NO_SEAT})
"""Why somebody is let in nowhere yet whom an issuer knows: no guess."""
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_V6_NETWORK = 64
_LOG = logging.getLogger("kvcase.api")


@dataclass(frozen=True, slots=True)
class Rates:
    """How much may be asked in a minute of one process; 0 is as much as one likes.

    `reads` and `commands` are for each actor, `address` is for all that comes from one address, and `refusals` for the
    credentials from it that open nothing and the attempts to sign in. `health` is how often one address may ask whether
    this can serve, apart from all else. `proxies` is how many proxies of our own stand in front: the address is taken
    from what the outermost of them wrote down, and never from what a client claims.
    """

    reads: int = 1_200
    commands: int = 300
    address: int = 6_000
    refusals: int = 60
    proxies: int = 0
    health: int = 600


UNLIMITED = Rates(0, 0, 0, 0, health=0)


class Counters(Storage):
    """Counts that end, at most `most` of them: the one touched longest ago makes room."""

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._most = most
        self._clock = clock
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what storing may raise: nothing."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to a count, which ends `expiry` seconds after it began, and return it."""
        with self._lock:
            count, ends = self._live(key) or (0, self._clock() + expiry)
            self._counts[key] = (count + amount, ends)
            self._counts.move_to_end(key)
            while len(self._counts) > self._most:
                self._counts.popitem(last=False)
            return count + amount

    def get(self, key: str) -> int:
        """Return a count; 0 for none."""
        with self._lock:
            return (self._live(key) or (0, 0.0))[0]

    def get_expiry(self, key: str) -> float:
        """Return when a count ends, in seconds since 1970; now for none."""
        with self._lock:
            return (self._live(key) or (0, self._clock()))[1]

    def check(self) -> bool:
        """Tell that counts can be kept."""
        return True

    def reset(self) -> int:
        """Forget every count, and return how many there were."""
        with self._lock:
            count = len(self._counts)
            self._counts.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget a count."""
        with self._lock:
            self._counts.pop(key, None)

    def _live(self, key: str) -> tuple[int, float] | None:
        found = self._counts.get(key)
        return found if found is not None and found[1] > self._clock() else None


@dataclass(frozen=True, slots=True)
class Budget:
    """A number of things that one actor, or one address, may ask for in a minute."""

    name: str
    what: str
    item: RateLimitItem


class Limits:
    """Counts the requests to an application, and refuses those beyond."""

    def __init__(self, rates: Rates, clock: Callable[[], float] = time.time) -> None:
        self._rates = rates
        self._clock = clock
        self._actors, self._addresses, self._good, self._probes = (Counters(clock=clock) for _ in range(4))
        self._salt = secrets.token_bytes(16)
        self._budgets = {
            name: Budget(name, what, RateLimitItemPerMinute(amount, namespace=name))
            for name, what, amount in (
                ("reads", "reads of one actor (a search or an export counts as ten)", rates.reads),
                ("commands", "commands of one actor", rates.commands),
                ("address", "requests from one address", rates.address),
                ("refusals", "attempts to get in from one address", rates.refusals),
                ("health", "questions from one address whether this can serve", rates.health),
            )
            if amount
        }

    def admit(self) -> None:
        """Refuse a request for its address, before anybody asks who sends it. Raises `RequestRefused` (429)."""
        g.kvcase_place = self.place
        if request.endpoint == "health.ready":  # it asks the databases
            self._spend("health", self._probes, self.place)
        if _is_free():
            return
        place = self.place
        self._spend("address", self._addresses, place)
        if _is_sign_in():
            self._spend("refusals", self._addresses, place)
        elif "Authorization" in request.headers and not self._good.get(self._presented()):
            self._spend("refusals", self._addresses, place, cost=0)

    def charge(self) -> None:
        """Count a request for whoever sends it. Raises `RequestRefused` (429)."""
        if _is_free():
            return
        caller = g.get("caller")
        if isinstance(caller, Refused) and caller.why not in _SOMEBODY:
            self._spend("refusals", self._addresses, self.place)
        if not isinstance(caller, Caller):
            return
        if "Authorization" in request.headers:
            self._good.incr(self._presented(), GOOD_SECONDS)
        who = f"{caller.actor.id} at {caller.actor.institution}"
        if request.method in _READING:
            self._spend("reads", self._actors, who, cost=HEAVY if _is_heavy() else 1)
        else:
            self._spend("commands", self._actors, who, cost=HEAVY if _is_heavy() else 1)

    def tell(self, response: Response) -> Response:
        """Say on an answer how much is left of what it was counted under, and for how many seconds."""
        spent: tuple[Budget, int, int] | None = g.get("kvcase_spent")
        if spent is not None:
            budget, remaining, seconds = spent
            response.headers["RateLimit-Policy"] = (
                f'"{budget.name}";q={budget.item.amount};w={budget.item.get_expiry()}'
            )
            response.headers["RateLimit"] = f'"{budget.name}";r={remaining};t={seconds}'
        return response

    @property
    def place(self) -> str:
        """Return from where the request being handled comes."""
        return address(request.environ, self._rates.proxies)

    def _spend(self, name: str, counters: Counters, key: str, cost: int = 1) -> None:
        budget = self._budgets.get(name)
        if budget is None:
            return
        limiter = FixedWindowRateLimiter(counters)
        # Without a cost it is only asked whether anything is left.
        within = limiter.hit(budget.item, key, cost=cost) if cost else limiter.test(budget.item, key)
        stats = limiter.get_window_stats(budget.item, key)
        seconds = max(1, math.ceil(stats.reset_time - self._clock()))
        g.kvcase_spent = (budget, stats.remaining, seconds)
        if within:
            return
        if counters.incr(f"told/{budget.item.key_for(key)}", seconds) == 1:
            # Once in a minute: a flood must not fill the disk with what is said of it.
            _LOG.warning("denied: %s, beyond %d %s a minute, at %s", key, budget.item.amount, budget.what, _endpoint())
        raise RequestRefused(
            "too-many-requests",
            f"At most {budget.item.amount} {budget.what} in a minute. Try again in {seconds} s.",
            headers={"Retry-After": str(seconds)},
        )

    def _presented(self) -> str:
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        return hashlib.blake2b(given, key=self._salt, digest_size=16).hexdigest()


def place() -> str:
    """Return the address that the request being handled comes from, as the limits count it."""
    return str(g.kvcase_place)


def address(environ: Mapping[str, object], proxies: int) -> str:
    """Return the address that a request comes from: that of the peer, or what the outermost proxy of ours wrote down.

    Whoever has an IPv6 network has all 2**64 addresses in it, so that it counts as one. What is no address, or came
    past a proxy, counts for the peer.
    """
    peer = str(environ.get("REMOTE_ADDR", ""))
    hops = str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    told = hops[-proxies].strip() if 0 < proxies <= len(hops) else peer
    return _network(told) or _network(peer) or "here"


def _network(told: str) -> str | None:
    try:
        found = ipaddress.ip_address(told)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.IPv6Network((int(found), _V6_NETWORK), strict=False))


def _endpoint() -> str:
    return request.endpoint or "no address"


def _is_free() -> bool:
    """Tell whether a request counts with no others: whoever watches over the program, and what a page is drawn with."""
    return request.endpoint is not None and (request.endpoint == "static" or request.endpoint.startswith("health."))


def _is_sign_in() -> bool:
    """Tell whether somebody who is nobody yet tries to become somebody: each try is work."""
    declared = access.table(current_app).get(request.endpoint or "")
    if declared is None or declared.realm is not access.Realm.EVERYONE or request.endpoint == "pages.sign_out":
        return False
    return request.method not in _READING or request.path.startswith(("/sign-in/", "/signed-out"))


def _is_heavy() -> bool:
    return _endpoint().rpartition(".")[2] in HEAVY_NAMES or "as_of" in request.args
