"""Whose matter it is: the office that decides, and whether one of another commune or province takes it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.fields import by_same
from bot.guidance.answers.model import AnswerUnit, Basis, Polarity, Row, Say
from bot.guidance.answers.offices import office_said, receiver, which_office
from bot.guidance.catalogue.values import FieldKind, Receiver
from bot.guidance.channels import Channel, Offered
from bot.guidance.places.other_provinces import OTHER_PROVINCES
from bot.guidance.steering.model import StepState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.guidance.answers.fields import Asked
    from bot.guidance.catalogue.telling import Told

_ALL_OVER = ("cả nước", "toàn quốc", "không kể nơi cư trú", "nơi thuận lợi")
_RESIDES = ("tạm trú",)
_SAME_PROVINCE = ("cùng tỉnh", "trong tỉnh")


def authority_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield which office decides: the catalogue names it, from its own first day on."""
    if not asked.procedure.agency or not asked.table_is_of_the_day():
        yield asked.unknown(Focus.AUTHORITY)
        return
    yield AnswerUnit(
        f"{asked.code}/{Focus.AUTHORITY}/agency",
        asked.code,
        Focus.AUTHORITY,
        Say("answers.authority", {"agency": asked.procedure.agency}),
        Basis.STATED,
        places=(asked.of_the_table(),),
    )


def territory_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield whether another commune or province takes it: by what the source says of the office, else the web."""
    told = [one for one in asked.told(FieldKind.RECEIVER).told if isinstance(one.field.value, Receiver)]
    at_desk = [one for one in told if one.field.channel in {None, Channel.IN_PERSON}]
    yield from _anywhere(asked, at_desk)
    desks = [one for one in at_desk if not _within(one)]
    anywhere = [one for one in desks if _says(one, _ALL_OVER)]
    residence = [one for one in desks if _says(one, _RESIDES) and one not in anywhere]
    found = anywhere or residence
    online = (
        asked.ladder.step(Channel.ONLINE).state is StepState.OPEN
        and asked.ladder.offering.offer(Channel.ONLINE).offered is Offered.YES
    )
    if not found:
        key = "answers.elsewhere_online" if online else "answers.elsewhere_unknown"
        yield asked.of_ladder(Focus.TERRITORY, "elsewhere", Say(key), about=OTHER_PROVINCES)
        return
    groups = [group for _, group in by_same(found, which_office)]
    sure = bool(anywhere) and not any(one.field.condition or one.field.case for one in found)
    key = "answers.elsewhere" if sure else "answers.elsewhere_depends"
    key += "_or_online" if online else ""
    yield asked.unit(
        Focus.TERRITORY,
        "elsewhere",
        Say(key, {"offices": Row(tuple(office_said(group) for group in groups), "; ")}),
        [one for group in groups for one in group],
        yes_no=Polarity.YES if sure else Polarity.DEPENDS,
        about=OTHER_PROVINCES,
    )


def _anywhere(asked: Asked, desks: list[Told]) -> Iterator[AnswerUnit]:
    """Yield that it need not be handed in where one lives, as far as the source says so."""
    for proposition, found in (
        ("anywhere", [one for one in desks if _says(one, _ALL_OVER) and not _within(one)]),
        ("within", [one for one in desks if _within(one)]),
    ):
        if not found:
            continue
        sure = not any(one.field.condition or one.field.case for one in found)
        offices = Row(tuple(office_said(group) for _, group in by_same(found, which_office)), "; ")
        yield asked.unit(
            Focus.TERRITORY,
            proposition,
            Say(f"answers.{proposition}" if sure else f"answers.{proposition}_depends", {"offices": offices}),
            found,
        )


def _says(one: Told, words: tuple[str, ...]) -> bool:
    said = f"{receiver(one).name} {one.field.condition} {one.field.case}"
    return any(word in said for word in words)


def _within(one: Told) -> bool:
    """Return whether the source limits an office to the own province."""
    return _says(one, _SAME_PROVINCE)
