"""The fields of a form as its page draws them: what each is called, what was typed, what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from api.rest.errors import FieldError
from api.web import mistakes as telling
from api.web import unsent
from api.web.doing import choices, names
from api.web.doing.asked import Asked, Looked, Offer, Option
from api.web.doing.shapes import Kind, Shape
from api.web.doing.typed import Typed

FEW = 5
"""So many words of a closed set, and no more, stand below each other; more are chosen from a list."""


LONG = 20
"""Of more than so many, only those that hold some words can be shown."""


@dataclass(frozen=True, slots=True)
class Input:
    """One field: `rows` are the fields of each thing inside it, with its number; `beside` is what was typed by hand.

    `looked` is what a long register was asked; the one that was asked just now `is_looked_up`.
    """

    name: str
    kind: Kind
    label: str
    hint: str
    error: str
    is_required: bool
    options: tuple[Option, ...]
    is_closed: bool
    value: str
    chosen: tuple[str, ...]
    beside: str
    looked: Looked | None = None
    is_looked_up: bool = False
    rows: tuple[tuple[int, tuple["Input", ...]], ...] = ()

    @property
    def is_few(self) -> bool:
        """Tell whether the options stand below each other."""
        return len(self.options) <= FEW

    @property
    def is_long(self) -> bool:
        """Tell whether there is so much to choose from that one has to look for it."""
        return len(self.options) > LONG and self.looked is None

    @property
    def is_offered(self) -> bool:
        """Tell whether there is something to choose from, or to look up."""
        return bool(self.options) or self.looked is not None

    @property
    def offered(self) -> tuple[Option, ...]:
        """Return the options, in a long list those that were ticked first."""
        is_ticked = set(self.chosen if self.is_long else ())
        return tuple(sorted(self.options, key=lambda each: each.value not in is_ticked))


def drawn(
    shapes: Sequence[Shape], typed: Typed, asked: Asked, errors: Mapping[str, str], fresh: bool, prefix: str = ""
) -> tuple[Input, ...]:
    """Return the fields of a form; one that nobody filled in yet (`fresh`) shows what holds where nothing is said."""
    return tuple(_input(each, typed, asked, errors, fresh, f"{prefix}{each.name}") for each in shapes)


def _input(shape: Shape, typed: Typed, asked: Asked, errors: Mapping[str, str], fresh: bool, name: str) -> Input:
    is_closed = bool(shape.words)
    value = typed.text(name) or (shape.default if fresh else "")
    if shape.kind is Kind.OWN_ID and not value:
        value = str(asked.ports.new_id())
    chosen = typed.lines(name) if shape.kind is Kind.LINES else typed.chosen(name)
    offer = Offer(tuple(Option(each, names.word(each)) for each in shape.words))
    if not is_closed and not ("." in name and shape.name in choices.ALONE):
        given = (*chosen, value) if value else chosen
        offer = choices.of(shape.name, replace(asked, words=typed.looked_up(name), chosen=given))
    options = offer.options
    known = {each.value for each in options}
    beside = "\n".join(each for each in chosen if each not in known) if shape.kind is Kind.LINES else ""
    is_offered = bool(options) or offer.looked is not None
    if shape.kind in {Kind.LINE, Kind.TEXT} and is_offered and value not in known:
        beside = value
    kind = Kind.LINE if shape.kind is Kind.TEXT and is_offered else shape.kind
    drawn_ = Input(
        name=name,
        kind=kind,
        label=names.field(shape.name, asked.spec.name),
        hint=(names.hint(f"{shape.name} offered") if is_offered else "") or names.hint(shape.name),
        error=errors.get(name, ""),
        is_required=shape.is_required,
        options=options,
        is_closed=is_closed,
        value=value,
        chosen=chosen,
        beside=beside,
        looked=offer.looked,
        is_looked_up=name in typed.lookups,
    )
    if shape.kind is Kind.PART:
        return replace(drawn_, rows=((0, drawn(shape.parts, typed, asked, errors, fresh, f"{name}.")),))
    if shape.kind is Kind.PARTS:
        numbers = typed.rows(name) or ((0,) if shape.is_required and fresh else ())
        rows = ((each, drawn(shape.parts, typed, asked, errors, False, f"{name}.{each}.")) for each in numbers)
        return replace(drawn_, rows=tuple(rows))
    return drawn_


def with_version(inputs: Iterable[Input], version: int) -> tuple[Input, ...]:
    """Return the fields with the version of the dossier that the page shows, which nobody types."""
    return tuple(
        replace(each, kind=Kind.OWN_ID, value=str(version)) if each.name == "dossier_version" else each
        for each in inputs
    )


def found(mistakes: Iterable[FieldError], typed: Typed, inputs: Sequence[Input]) -> tuple[dict[str, str], list[str]]:
    """Return what is wrong by the field in which it stands, and what stands in none."""
    places = set(_places(inputs))
    by_field: dict[str, list[str]] = {}
    others: list[str] = []
    for each in mistakes:
        told = telling.sentence(each)
        place = typed.place(each.field)
        while place not in places and "." in place:
            place = place.rpartition(".")[0]
        if place in places:
            by_field.setdefault(place, []).append(told)
        else:
            others.append(f"{names.path(each.field)}: {told}" if each.field else told)
    return {name: " ".join(dict.fromkeys(told)) for name, told in by_field.items()}, others


def wrong(inputs: Iterable[Input]) -> list[tuple[str, str, str]]:
    """Return (name, label, what is wrong) of each field in which something is."""
    listed: list[tuple[str, str, str]] = []
    for each in inputs:
        if each.error:
            listed.append((each.name, each.label, each.error))
        for _number, row in each.rows:
            listed += wrong(row)
    return listed


def tells(inputs: Iterable[Input]) -> list[dict[str, str]]:
    """Return whom and what a form names among its choices, as plain values: the field of the id, and the id."""
    told = [dict([option.tells]) for each in inputs for option in each.options if option.tells is not None]
    return told + [each for one in inputs for _number, row in one.rows for each in tells(row)]


def labels(inputs: Iterable[Input]) -> dict[str, str]:
    """Return what the choices of a form are called, but for closed words, by `unsent.key`."""
    told: dict[str, str] = {}
    for each in inputs:
        if not each.is_closed:
            chosen = ((unsent.key(each.name, option.value), option) for option in each.options)
            told |= {key: option.label for key, option in chosen if option.label != option.value}
        for _number, row in each.rows:
            told |= labels(row)
    return told


def _places(inputs: Iterable[Input]) -> Iterable[str]:
    for each in inputs:
        yield each.name
        for _number, row in each.rows:
            yield from _places(row)


def is_id(text: str) -> bool:
    """Tell whether a text is an id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
