"""The page for who begins, done as it is written: its commands are typed into a shell, its clicks into a browser.

`python -m tests.acceptance.getting_started > page.md` prints the page with what was answered wherever that is not
what stands there. On the page `…` stands for anything that is left out; ids, days and digests are others each time.
"""

import html
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

from kvcase import clock
from tests.api.oidc import free_port

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "getting-started.md"
_BLOCK = re.compile(r"^```(console|browser)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_KVCASE = "import sys\nsys.argv[0] = 'kvcase'\nfrom kvcase.cli.main import main\nmain()\n"
_LONGEST = 180
"""How long a step may take, in seconds: machines that are busy are slow."""

_TOKENS = re.compile(
    r"(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|(?P<digest>\b[0-9a-f]{64}\b)|(?P<id>\b[0-9a-f]{12}\b)"
    r"|(?P<instant>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)|(?P<day>\d{4}-\d\d-\d\d(?: \d\d:\d\d)?)"
    r"|(?P<reference>-\d{4}-(?=\d{6}))|(?P<gap>…)|(?P<space> +)"
    r"|(?P<count>[\d,]+(?= bytes)|(?<=position )\d+|(?<=\bp)\d+\b)"
)
_LIKE = {
    "uuid": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "digest": r"[0-9a-f]{64}",
    "id": r"[0-9a-f]{12}",
    "instant": r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?",
    "day": r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?",
    "reference": r"-\d{4}-",
    "count": r"[\d,]+",
    "gap": r"(?s:.*?)",
    "space": " +",
}
FIXED = ("8080", "9400", "UGENT-2026-")
"""Ports and the year of a reference, as the page has them."""
_KEPT = frozenset({"uuid", "id"})
"""What is another each time and is typed again later."""


@dataclass(frozen=True)
class Step:
    """What is typed, in a shell or a browser, and what stands on the page as the answer."""

    is_browser: bool
    typed: str
    answer: str


def steps(block: re.Match[str]) -> Iterator[Step]:
    """Give the steps of a block: `$ ` begins one and `> ` goes on; in a browser each line is one."""
    if block[1] == "browser":
        yield from (Step(True, line, "") for line in block[2].splitlines())
        return
    for part in re.split(r"^\$ ", block[2], flags=re.MULTILINE)[1:]:
        first, *rest = part.splitlines()
        more = next((at for at, line in enumerate(rest) if not (line.startswith("> ") or line == ">")), len(rest))
        typed = "\n".join((first, *(line[2:] for line in rest[:more])))
        yield Step(False, typed, "\n".join(rest[more:]))


def every_step(page: str) -> Iterator[Step]:
    """Give the steps of a page, in their order."""
    for block in _BLOCK.finditer(page):
        yield from steps(block)


@dataclass
class Somebody:
    """Who goes through the page: a shell in a folder, a browser, and what is called otherwise here than there."""

    folder: Path
    shell: "subprocess.Popen[str]"
    called: dict[str, str]
    browser: "Browser" = field(default_factory=lambda: Browser())

    def does(self, step: Step) -> str:
        """Do a step, and return what was answered."""
        said = self.here(step.typed)
        return self.browser.does(said) if step.is_browser else self._types(said)

    def here(self, text: str) -> str:
        """Return a text of the page with the ids, ports and years of here."""
        for there, here in self.called.items():
            text = text.replace(there, here)
        return text

    def there(self, text: str) -> str:
        """Return an answer with the ports and years of the page."""
        for there in FIXED:
            text = text.replace(self.called[there], there)
        return text

    def is_as_told(self, step: Step, answered: str) -> bool:
        """Tell whether an answer is the one on the page, and learn what the ids of the page are here."""
        told: list[str] = []
        pattern, at = "", 0
        text = self.here(step.answer.strip())
        for token in _TOKENS.finditer(text):
            kind = token.lastgroup or ""
            pattern += re.escape(text[at : token.start()])
            pattern += f"({_LIKE[kind]})" if kind in _KEPT else _LIKE[kind]
            told += [token[0]] if kind in _KEPT else []
            at = token.end()
        found = re.fullmatch(pattern + re.escape(text[at:]), answered.strip())
        if found is not None:
            self.called |= dict(zip(told, found.groups(), strict=True))
        return found is not None

    def _types(self, said: str) -> str:
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        line, answer = self.folder / ".typed", self.folder / ".answered"
        line.write_text(f"{said}\n", "utf-8")
        self.shell.stdin.write(f". {shlex.quote(str(line))} > {shlex.quote(str(answer))} 2>&1; echo $?\n")
        self.shell.stdin.flush()
        late = threading.Timer(_LONGEST, os.killpg, (self.shell.pid, signal.SIGKILL))
        late.start()
        try:
            status = self.shell.stdout.readline().strip()
        finally:
            late.cancel()
        assert status, f"no answer within {_LONGEST} s: {said}"
        answered = answer.read_text("utf-8").strip()
        return answered if status == "0" else f"{answered}\n(exit status {status})".strip()


class Browser:
    """Opens, presses links, fills in the one field of a form, and looks; it keeps its cookies."""

    def __init__(self) -> None:
        self._cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._address = self._page = ""

    def does(self, said: str) -> str:
        """Do what a line says. Raises `AssertionError` when it cannot be done, or is not seen."""
        verb, _, rest = said.partition(" ")
        match verb:
            case "open":
                self._goes(rest)
            case "press":
                links = re.findall(r'<a\b[^>]*\bhref="([^"]+)"[^>]*>(.*?)</a>', self._page, re.DOTALL)
                link = next((where for where, words in links if rest in _words(words)), None)
                assert link is not None, f"no link {rest!r}: {_words(self._page)}"
                self._goes(urllib.parse.urljoin(self._address, html.unescape(link)))
            case "type":
                name, _, value = rest.partition(" = ")
                assert f'name="{name}"' in self._page, f"no field {name!r}: {_words(self._page)}"
                self._goes(self._address, urllib.parse.urlencode({name: value}).encode())
            case "see":
                assert rest in _words(self._page), f"not seen: {rest!r}, but {_words(self._page)}"
            case _:
                raise AssertionError(f"nobody can {verb!r}")
        return ""

    def _goes(self, address: str, form: bytes | None = None) -> None:
        opener = urllib.request.build_opener(self._cookies)
        try:
            answer = opener.open(urllib.request.Request(address, form), timeout=_LONGEST)  # noqa: S310  # loopback
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            self._address, self._page = answer.geturl(), answer.read().decode()


def _words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@contextmanager
def somebody(folder: Path) -> Iterator[Somebody]:
    """Let somebody begin in an empty folder, with `kvcase` installed; what is started there ends."""
    programs = folder.with_name(f"{folder.name}-programs")
    programs.mkdir()
    kvcase = programs / "kvcase"
    kvcase.write_text(f"#!{sys.executable}\n{_KVCASE}")
    kvcase.chmod(0o755)
    beside = str(Path(sys.executable).parent)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KVCASE_")}
    environment |= {
        "PATH": os.pathsep.join((str(programs), beside, os.environ["PATH"])),
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
        "USER": "beheer",
        "LOGNAME": "beheer",
    }
    here = (str(free_port()), str(free_port()), f"UGENT-{clock.now().year}-")
    shell = subprocess.Popen(
        ["bash", "--norc"],
        cwd=folder,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield Somebody(folder, shell, dict(zip(FIXED, here, strict=True)))
    finally:
        assert shell.stdin is not None
        with suppress(OSError):  # it may be gone
            shell.stdin.write("kill $(jobs -p) 2>&-; wait\n")
            shell.stdin.close()
        try:
            shell.wait(60)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGKILL)
        if shell.stdout is not None:
            shell.stdout.close()


def printed(page: str, folder: Path) -> str:
    """Return the page with what is answered now, wherever that is not what stands there."""
    with somebody(folder) as who:

        def anew(block: re.Match[str]) -> str:
            told = [_told(each, who) for each in steps(block)]
            return f"```{block[1]}\n{''.join(told)}```"

        return _BLOCK.sub(anew, page)


def _told(step: Step, who: Somebody) -> str:
    answered = who.does(step)
    if step.is_browser:
        return f"{step.typed}\n"
    answer = step.answer if who.is_as_told(step, answered) else who.there(answered)
    typed = re.sub(r"(?m)^> $", ">", step.typed.replace("\n", "\n> "))
    return f"$ {typed}\n{answer.strip()}\n" if answer.strip() else f"$ {typed}\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        begun = Path(place) / "begun"
        begun.mkdir()
        sys.stdout.write(printed(PAGE.read_text("utf-8"), begun))
