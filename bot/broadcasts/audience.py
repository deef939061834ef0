"""Whom a broadcast is for, as staff write it: ``area="xã Tắc Vân" topic=rules -platform=web``."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import Self

from bot.broadcasts.model import REACHED_BY_BROADCAST
from bot.staff.errors import Refused

TOPICS = ("rules", "procedure", "service")
"""What people can ask to be told of: rules of their area, a procedure, the service itself."""

_MANY = frozenset({"area", "platform", "procedure", "-area", "-platform", "-procedure", "-broadcast"})
_ONE = frozenset(
    {"topic", "within", "language", "unit", "day", "half", "received", "told", "version", "versions"}
    | {"-language", "-as"}
)
_MOST_DAYS = 400
_HOW = (
    "Viết như: area='xã Tắc Vân, TP Cà Mau' topic=rules platform=telegram; có thể thêm procedure=MÃ, within=SỐ_NGÀY,"
    " language=vi|en, unit='…' day=24/8 half=morning, và loại trừ bằng dấu trừ: -area=… -platform=… -broadcast=SỐ."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The conditions, all of which must hold; values as staff wrote them.

    Attributes:
        areas: administrative units, old or new; who lives in any of them.
        platforms: only these; empty for all.
        topic: who asked to be told of this. Nobody asked for "anything": it may be None only where the procedures, a
            visit or an earlier broadcast say who.
        procedures: who asked to be told of any of these, or with ``within``: who asked about it or booked it; with a
            visit: whose visit is for it.
        within: days back.
        language: ``vi`` or ``en``.
        unit: one-stop unit; with ``day`` and perhaps ``half``: who has an appointment there.
        received: id of a broadcast: who got it.
        told: id of a rule, regime or contact, or code and id of a field of the catalogue: who was told it in an answer;
            with ``version``: by a rulebook up to that one; with ``versions``: by one of these; with ``not_as``: as
            anything else than that digest of it.
        not_areas: who lives in any of these is left out; likewise the others.
    """

    areas: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    topic: str | None = None
    procedures: tuple[str, ...] = ()
    within: int | None = None
    language: str | None = None
    unit: str | None = None
    day: str | None = None
    half: str | None = None
    received: int | None = None
    told: str | None = None
    version: int | None = None
    versions: tuple[int, ...] = ()
    not_areas: tuple[str, ...] = ()
    not_platforms: tuple[str, ...] = ()
    not_procedures: tuple[str, ...] = ()
    not_language: str | None = None
    not_as: str | None = None
    not_broadcasts: tuple[int, ...] = ()

    @classmethod
    def parse(cls, text: str, *, received: int | None = None) -> Self:
        """Read what staff wrote.

        Args:
            text: the conditions.
            received: id of the broadcast that this one puts right, whatever the text says of it.

        Raises:
            Refused: a condition is unknown, stands twice, or contradicts another.
        """
        found: dict[str, list[str]] = {}
        for word in _words(text):
            key, equals, value = word.partition("=")
            key = key.strip().lower()
            if not equals or not value.strip() or key not in _MANY | _ONE:
                raise Refused(f"Không rõ “{word}” trong --audience. {_HOW}")
            if key in _ONE and key in found:
                raise Refused(f"Điều kiện {key} ghi hai lần trong --audience.")
            found.setdefault(key, []).append(" ".join(value.split()))
        if received is not None:
            found["received"] = [str(received)]
        return cls._of(found)

    @classmethod
    def _of(cls, found: dict[str, list[str]]) -> Self:
        def one(key: str) -> str | None:
            return found[key][0] if key in found else None

        def listed(key: str) -> tuple[str, ...]:
            parts = (part.strip() for value in found.get(key, ()) for part in value.split(","))
            return tuple(dict.fromkeys(part for part in parts if part))

        made = cls(
            areas=tuple(dict.fromkeys(found.get("area", ()))),
            platforms=_known("platform", listed("platform"), tuple(REACHED_BY_BROADCAST)),
            topic=_single("topic", one("topic"), TOPICS),
            procedures=listed("procedure"),
            within=_number("within", one("within"), _MOST_DAYS),
            language=_single("language", one("language"), ("vi", "en")),
            unit=one("unit"),
            day=one("day"),
            half=one("half"),
            received=_number("received", one("received"), 2**62),
            told=one("told"),
            version=_number("version", one("version"), 2**62),
            versions=tuple(_number("versions", value, 2**62) or 0 for value in listed("versions")),
            not_areas=tuple(dict.fromkeys(found.get("-area", ()))),
            not_platforms=_known("-platform", listed("-platform"), tuple(REACHED_BY_BROADCAST)),
            not_procedures=listed("-procedure"),
            not_language=_single("-language", one("-language"), ("vi", "en")),
            not_as=one("-as"),
            not_broadcasts=tuple(_number("-broadcast", value, 2**62) or 0 for value in listed("-broadcast")),
        )
        made._check()
        return made

    def _check(self) -> None:
        if (self.unit is None) != (self.day is None) or (self.half is not None and self.unit is None):
            raise Refused(
                "Người có hẹn thì ghi cả unit=… và day=… (thêm half=morning hoặc afternoon nếu chỉ một buổi)."
            )
        if self.within is not None and not self.procedures:
            raise Refused("within=SỐ_NGÀY đi kèm với procedure=MÃ.")
        if self.topic not in (None, "procedure") and self.procedures and self.within is None:
            raise Refused("procedure=MÃ đi với topic=procedure, hoặc thêm within=SỐ_NGÀY: ai đã hỏi hay đặt lịch.")
        if (self.version is not None or self.versions) and (self.told is None or "/" in self.told):
            raise Refused(
                "version=BẢN, versions=BẢN,BẢN đi kèm với told=MÃ: ai đã được trả lời theo quy định đó, tới bản nào, ở"
                " những bản nào."
            )
        if self.not_as is not None and (self.told is None or "/" not in self.told):
            raise Refused("-as=… đi kèm với told=MÃ/MỤC: ai đã nghe mục đó khác với nội dung này.")
        if self.subscription is None and not self._is_owed:
            raise Refused(
                "Ghi thêm topic=rules, topic=service hay topic=procedure (hoặc procedure=MÃ): người dân chỉ đồng ý nhận"
                " đúng loại tin đã đăng ký. Chỉ người có hẹn (unit=… day=…) mới không cần."
            )

    @property
    def text(self) -> str:
        """The canonical spelling, which ``parse`` reads back."""
        pairs: list[tuple[str, object]] = [
            *(("area", area) for area in self.areas),
            ("platform", ",".join(self.platforms)),
            ("topic", self.topic),
            ("procedure", ",".join(self.procedures)),
            ("within", self.within),
            ("language", self.language),
            ("unit", self.unit),
            ("day", self.day),
            ("half", self.half),
            ("received", self.received),
            ("told", self.told),
            ("version", self.version),
            ("versions", ",".join(map(str, self.versions))),
            *(("-area", area) for area in self.not_areas),
            ("-platform", ",".join(self.not_platforms)),
            ("-procedure", ",".join(self.not_procedures)),
            ("-language", self.not_language),
            ("-as", self.not_as),
            ("-broadcast", ",".join(map(str, self.not_broadcasts))),
        ]
        return " ".join(f"{key}={shlex.quote(str(value))}" for key, value in pairs if value not in (None, ""))

    @property
    def is_everywhere(self) -> bool:
        """Whether no place, appointment or earlier broadcast narrows it: it is for the whole province."""
        return not self.areas and not self._is_owed

    @property
    def _is_owed(self) -> bool:
        """Whether people have a right to it without having subscribed: an appointment, or that something was wrong."""
        return self.unit is not None or self.received is not None or self.told is not None

    @property
    def subscription(self) -> str | None:
        """The topic of the subscription that keeps a person in; None where none is needed."""
        if self.topic is None and self._is_owed:
            return None
        return "procedure" if self.procedures and self.within is None else self.topic


def _words(text: str) -> list[str]:
    try:
        return shlex.split(re.sub(r"[“”]", '"', text))
    except ValueError as error:
        raise Refused(f"Thiếu dấu nháy đóng trong --audience. {_HOW}") from error


def _single(key: str, value: str | None, known: tuple[str, ...]) -> str | None:
    return None if value is None else _known(key, (value,), known)[0]


def _known(key: str, values: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    plain = tuple(value.lower().replace("-", "_") for value in values)
    if unknown := [value for value in plain if value not in known]:
        raise Refused(f"{key}={unknown[0]}: chỉ có {', '.join(known)}.")
    return plain


def _number(key: str, value: str | None, most: int) -> int | None:
    if value is None:
        return None
    if not value.isascii() or not value.isdecimal() or not 1 <= int(value) <= most:
        raise Refused(f"{key}={value}: phải là một số, từ 1.")
    return int(value)
