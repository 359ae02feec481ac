"""How much may go under a licence, how much went, and whether what is asked still fits.

Goods, software and baggage are counted; what is said or shown is not. A licence without a limit asks for no amount.
Source: the licence itself, as its authority granted it; Regulation (EU) 2021/821, art. 27 (records of quantities).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import UnusableInputError
from domain.licence.words import Modality, Unit
from domain.sentence import say

MAX_AMOUNT = 1_000_000_000_000
"""The largest quantity or value that is taken for no slip of the hand."""
COUNTED = frozenset({Modality.GOODS, Modality.SOFTWARE, Modality.BAGGAGE})


@dataclass(frozen=True, slots=True)
class Limit:
    """What a licence allows in all: so many of a unit, and so much in euro; `None` where it sets no limit."""

    quantity: int | None = None
    unit: Unit = Unit.PIECES
    value_eur: int | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What goes in one sharing, or what of it counts on a licence; `None` for what was not said."""

    quantity: int | None = None
    unit: Unit = Unit.PIECES
    value_eur: int | None = None


def counted(modality: Modality, quantity: int | None, unit: Unit, value_eur: int | None) -> Amount:
    """Return what of a sharing counts: a quantity only where something is carried or sent."""
    return Amount(quantity if modality in COUNTED else None, unit, value_eur)


def refuse_amount(quantity: int | None, value_eur: int | None) -> None:
    """Raise `UnusableInputError` for a quantity below 1, a value below 0, and either above `MAX_AMOUNT`."""
    _refuse(("quantity", quantity, 1), ("value_eur", value_eur, 0))


def refuse_limit(max_quantity: int | None, max_value_eur: int | None) -> None:
    """Raise `UnusableInputError` for a limit below 1 or above `MAX_AMOUNT`: it would allow nothing, or mean nothing."""
    _refuse(("max_quantity", max_quantity, 1), ("max_value_eur", max_value_eur, 1))


def _refuse(*amounts: tuple[str, int | None, int]) -> None:
    for field, amount, least in amounts:
        if amount is not None and not least <= amount <= MAX_AMOUNT:
            rule = f"{amount} is {'below' if amount < least else 'above'} what a licence can count"
            raise UnusableInputError(field, rule, f"a whole number from {least} to {MAX_AMOUNT}, or nothing")


def left(limit: Limit, used: Iterable[Amount]) -> Limit:
    """Return what is left of a limit; what was counted in another unit takes nothing of its quantity."""
    quantity, value = limit.quantity, limit.value_eur
    for each in used:
        if quantity is not None and each.unit is limit.unit:
            quantity -= each.quantity or 0
        if value is not None:
            value -= each.value_eur or 0
    return Limit(quantity, limit.unit, value)


def gaps(remaining: Limit, asked: Amount, modality: Modality) -> tuple[str, ...]:
    """Return what does not fit in what remains: the quantity, its unit, the value; each says what is left."""
    found = []
    if remaining.quantity is not None and modality in COUNTED:
        names = {"left": max(remaining.quantity, 0), "unit": remaining.unit}
        if asked.quantity is None:
            found.append(say("quantity (not said; {left} {unit} left)", **names))
        elif asked.unit is not remaining.unit:
            found.append(say("unit ({asked}, where the licence counts {unit})", asked=asked.unit, unit=remaining.unit))
        elif asked.quantity > remaining.quantity:
            found.append(say("quantity ({asked} asked, {left} {unit} left)", asked=asked.quantity, **names))
    if remaining.value_eur is not None:
        euro = max(remaining.value_eur, 0)
        if asked.value_eur is None:
            found.append(say("value (not said; EUR {left} left)", left=euro))
        elif asked.value_eur > remaining.value_eur:
            found.append(say("value (EUR {asked} asked, EUR {left} left)", asked=asked.value_eur, left=euro))
    return tuple(found)
