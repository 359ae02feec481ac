"""Reads the text and the facts of a PDF as our exports write them: enough to hold them to what they must say."""

import re
import zlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF as it reads: `pages` are the texts drawn, a line each; `objects` all else of it, uncompressed."""

    pages: tuple[str, ...]
    objects: str
    missing: frozenset[str]

    @property
    def text(self) -> str:
        """Return all its text without any white space: lines break where they must."""
        return flat("".join(self.pages))

    def says(self, text: str) -> bool:
        """Tell whether it says something, wherever its lines break."""
        return flat(text) in self.text


def flat(text: str) -> str:
    """Return a text without white space."""
    return re.sub(r"\s+", "", text)


def read(data: bytes) -> Paper:
    """Return a PDF as it reads."""
    objects: dict[int, bytes] = {}
    streams: dict[int, bytes] = {}
    for found in re.finditer(rb"(?<!\d)(\d+) 0 obj\n(.*?)endobj", data, re.DOTALL):
        number, body = int(found[1]), found[2]
        head, _, rest = body.partition(b"stream\n")
        objects[number] = head
        if rest:
            raw = rest[: rest.rindex(b"\nendstream")]
            streams[number] = zlib.decompress(raw) if b"/FlateDecode" in head else raw
        if b"/ObjStm" in head:
            objects |= _inside(head, streams[number])
    fonts = {number: body for number, body in objects.items() if b"/ToUnicode" in body}
    names: dict[bytes, dict[int, str]] = {}
    missing: set[str] = set()
    for number, body in fonts.items():
        letters = _letters(streams[_reference(body, b"ToUnicode")])
        for key in re.findall(rb"/([A-Za-z0-9-]+) %d 0 R" % number, b"".join(objects.values())):
            names[key] = letters
        for encoding in (streams[int(each)] for each in re.findall(rb"/Encoding (\d+) 0 R", body)):
            missing |= {letters.get(int(code, 16), "?") for code in re.findall(rb"<([0-9a-f]{4})> 0\n", encoding)}
    pages = tuple(_text(streams[n], names) for n in sorted(streams) if streams[n].startswith(b"1 0 0 -1"))
    said = b"\n".join([*objects.values(), *(each for each in streams.values() if b"x:xmpmeta" in each)])
    return Paper(pages, said.decode("latin-1"), frozenset(missing))


def _inside(head: bytes, stream: bytes) -> dict[int, bytes]:
    first = int(re.search(rb"/First (\d+)", head)[1])  # type: ignore[index]
    numbers = [int(each) for each in stream[:first].split()]
    starts = [*numbers[1::2], len(stream) - first]
    return {n: stream[first + a : first + b] for n, a, b in zip(numbers[::2], starts, starts[1:], strict=False)}


def _reference(body: bytes, name: bytes) -> int:
    return int(re.search(rb"/%s (\d+) 0 R" % name, body)[1])  # type: ignore[index]


def _letters(stream: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", stream)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _text(stream: bytes, names: dict[bytes, dict[int, str]]) -> str:
    lines: list[str] = []
    letters: dict[int, str] = {}
    for found in re.finditer(rb"/([A-Za-z0-9-]+) [0-9.]+ Tf|\[([^\]]*)\] ?TJ|<([0-9a-fA-F]+)> ?Tj", stream):
        if found[1] is not None:
            letters = names.get(found[1], {})
            continue
        codes = b"".join(re.findall(rb"<([0-9a-fA-F]+)>", found[2])) if found[2] is not None else found[3]
        lines.append("".join(letters.get(int(codes[n : n + 4], 16), "?") for n in range(0, len(codes), 4)))
    return "\n".join(lines)
