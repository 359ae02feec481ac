"""Read the records of an XML list one by one, without holding the tree of the file.

A document type or an entity declaration is refused, since no published list has one and an attack needs one.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final
from xml.etree.ElementTree import Element
from xml.parsers import expat

from kvcase.lists.entries import squash
from kvcase.lists.reading import Source, UnusableListError, read_text

MAX_DEPTH: Final = 16
"""No published list nests deeper; an attack on the parser does."""

_CHUNK: Final = 64 * 1024


class XmlRecords:
    """The elements of some names in an XML file, in order, each with the line on which it begins.

    Names count without their namespace prefix. `attributes` of the root are there from the first record on. Iterating
    raises `UnusableListError` when the file is not XML with this root, is cut off, declares a document type or is not
    well formed; so use nothing of a file before its end is reached.
    """

    def __init__(self, part: str, source: Source, root: str, records: Collection[str]) -> None:
        self.attributes: dict[str, str] = {}
        self._part = part
        self._source = source
        self._root = root
        self._records = frozenset(records)

    def __iter__(self) -> Iterator[tuple[int, Element]]:
        """Yield line and element of each record."""
        yield from self._parsed(self._checked(read_text(self._part, self._source)).encode())

    def _checked(self, text: str) -> str:
        if not text.lstrip().startswith("<"):
            raise UnusableListError(self._part, "the file is not XML", f"XML with the root {self._root}")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise UnusableListError(
                self._part, "the file declares a document type or entities", "XML without a DOCTYPE"
            )
        opened = re.search(rf"<(?:[\w.-]+:)?{self._root}[\s>]", text)
        if opened is not None and not re.search(rf"</(?:[\w.-]+:)?{self._root}\s*>\s*\Z", text[-1000:]):
            raise UnusableListError(self._part, "the file is cut off", f"a whole file that ends with </{self._root}>")
        return text

    def _parsed(self, data: bytes) -> Iterator[tuple[int, Element]]:
        part, root, records = self._part, self._root, self._records
        done: list[tuple[int, Element]] = []
        within: list[Element] = []
        depth = begun = 0

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth, begun
            depth += 1
            if depth > MAX_DEPTH:
                raise UnusableListError(part, "elements are nested too deep", f"at most {MAX_DEPTH} levels")
            if ":" in tag:
                tag = tag.rpartition(":")[2]
            if within:
                element = Element(tag, attributes)
                within[-1].append(element)
                within.append(element)
            elif tag in records:
                within.append(Element(tag, attributes))
                begun = parser.CurrentLineNumber
            elif depth == 1:
                if tag != root:
                    raise UnusableListError(part, f"the root element is {tag[:40]}", f"the root {root}")
                self.attributes = attributes

        def end(_: str) -> None:
            nonlocal depth
            depth -= 1
            if within:
                element = within.pop()
                if not within:
                    done.append((begun, element))

        def data_of(text: str) -> None:
            if within and not len(within[-1]):
                within[-1].text = (within[-1].text or "") + text

        def doctype(*_: object) -> None:
            raise UnusableListError(part, "the file declares a document type", "XML without a DOCTYPE")

        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = data_of
        parser.StartDoctypeDeclHandler = doctype
        parser.EntityDeclHandler = doctype
        try:
            for at in range(0, len(data), _CHUNK):
                parser.Parse(data[at : at + _CHUNK], False)
                yield from done
                done.clear()
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            rule = f"line {error.lineno} is not well-formed XML ({expat.ErrorString(error.code)})"
            raise UnusableListError(part, rule, "well-formed XML") from None
        yield from done


def text_of(element: Element, path: str) -> str:
    """Return the text of the first element at a path, white space collapsed; empty when there is none."""
    return squash(element.findtext(path) or "")


def facts(element: Element, leave_out: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of each filled element below, its attributes and parts joined as `key: value; ...`.

    A `...List` yields its items. What is named in `leave_out`, empty or `false` says nothing.
    """
    for child in element:
        if child.tag in leave_out:
            continue
        if child.tag.endswith("List"):
            yield from facts(child, leave_out)
        elif len(child) or child.attrib:
            if text := "; ".join(f"{key}: {value}" for key, value in _leaves(child, leave_out)):
                yield child.tag, text
        elif text := squash(child.text or ""):
            yield child.tag, text


def _leaves(element: Element, leave_out: Collection[str]) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name not in leave_out and value.strip() and value != "false":
            yield name, squash(value)
    for child in element:
        if child.tag in leave_out:
            continue
        if text := squash(child.text or ""):
            yield child.tag, text
        yield from _leaves(child, leave_out)
