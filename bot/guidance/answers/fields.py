"""What all answers that come from the catalogue's fields have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bot.guidance.answers.model import AnswerUnit, Basis, Place, Polarity, Say
from bot.guidance.answers.plain import Plain, in_plain_words
from bot.guidance.catalogue.field import Method, State
from bot.guidance.catalogue.telling import How, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from bot.guidance.answers.asked import FactName, Focus
    from bot.guidance.catalogue.book import FieldCatalogue, Telling
    from bot.guidance.catalogue.telling import Told
    from bot.guidance.catalogue.values import FieldKind
    from bot.guidance.procedures import Procedure
    from bot.guidance.rulebook.advice import Advice
    from bot.guidance.rulebook.book import Rulebook
    from bot.guidance.steering.model import Ladder

PORTAL = "Cổng Dịch vụ công quốc gia"
_PARTS = {
    "thanh_phan_ho_so": "thành phần hồ sơ",
    "cach_thuc_thuc_hien": "cách thức thực hiện",
    "trinh_tu_thuc_hien": "trình tự thực hiện",
    "ket_qua_xu_ly": "kết quả",
    "can_cu_phap_ly": "căn cứ pháp lý",
    "co_quan_thuc_hien": "cơ quan thực hiện",
    "yeu_cau_dieu_kien": "yêu cầu, điều kiện",
}
_NAMES = ("Cục ", "Bộ ", "Ủy ban ", "Chủ tịch ", "Việt Nam", "Trung tâm ", "Sở Tư pháp", "Sở Xây dựng")
"""How names begin that keep their capital."""
_CUT_AT = (";", ".", ",")


@dataclass(frozen=True, slots=True)
class Asked:
    """One procedure, as it is asked about.

    Attributes:
        procedure: of the catalogue.
        fields: of all procedures.
        at: the moment that is asked about.
        known_at: the real one.
        facts: what the person told of the matter and stands by.
        advice: what the rulebook says at the moment, for this procedure and the person's area.
        ladder: how it is handed in at the moment.
        rulebook: the version in force.
        text: the question; empty where none was put in words.
    """

    procedure: Procedure
    fields: FieldCatalogue
    at: datetime
    known_at: datetime
    facts: Mapping[FactName, str | int | bool]
    advice: Advice
    ladder: Ladder
    rulebook: Rulebook
    text: str = ""

    @property
    def code(self) -> str:
        """The procedure's national code."""
        return self.procedure.code

    def told(self, kind: FieldKind) -> Telling:
        """Return what may be told of a kind of field, in everyday words."""
        telling = self.fields.told(self.code, kind, at=self.at, known_at=self.known_at)
        return replace(telling, told=_apart(telling.told, [in_plain_words(one) for one in telling.told]))

    def unit(
        self,
        focus: Focus,
        proposition: str,
        short: Say,
        told: Iterable[Told],
        *,
        basis: Basis = Basis.STATED,
        **more: Any,  # noqa: ANN401 - further attributes of the unit
    ) -> AnswerUnit:
        """Return a unit that stands on fields."""
        used = list(told)
        changed = any(one.how is How.MAYBE_CHANGED for one in used)
        later = any(one.how is How.LATER_COPY for one in used)
        flat = basis is Basis.STATED and not changed and not later
        if not flat:
            more.pop("yes_no", None)
        return AnswerUnit(
            f"{self.code}/{focus}/{proposition}",
            self.code,
            focus,
            short,
            Basis.UNCONFIRMED if basis is Basis.STATED and not flat else basis,
            places=tuple(dict.fromkeys(self._place(one) for one in used)),
            fields=tuple(dict.fromkeys(one.field.id for one in used)),
            later_copy=later,
            maybe_changed=changed,
            **more,
        )

    def of_ladder(
        self,
        focus: Focus,
        proposition: str,
        short: Say,
        *,
        about: tuple[str, ...] = (),
        yes_no: Polarity | None = None,
        asks: bool = False,
        brief: Say | None = None,
    ) -> AnswerUnit:
        """Return a unit that stands on the table of what is offered and, where rules bind it, on these."""
        silent = short.key.endswith("_unknown")
        later = not silent and any("2021" in basis for basis in self.ladder.basis)
        sure = Basis.DERIVED if yes_no is None else Basis.STATED
        return AnswerUnit(
            f"{self.code}/{focus}/{proposition}",
            self.code,
            focus,
            short,
            Basis.SILENT if silent else Basis.UNCONFIRMED if later else sure,
            yes_no=None if later or silent else yes_no,
            about=about,
            places=() if silent or self.ladder.binding or not self.table_is_of_the_day() else (self.of_the_table(),),
            citations=() if silent else self.ladder.citations,
            later_copy=later,
            asks=asks,
            brief=brief,
        )

    def unknown(self, focus: Focus, key: str = "answers.unknown", proposition: str = "unknown") -> AnswerUnit:
        """Return the unit that says that nothing is known."""
        return AnswerUnit(
            f"{self.code}/{focus}/{proposition}", self.code, focus, Say(key, {"what": name_of(focus)}), Basis.SILENT
        )

    def of_the_table(self) -> Place:
        """Return the place of what stands in the catalogue's table of procedures."""
        procedure = self.procedure
        day = procedure.known_since
        return Place(f"{self.code}/table", PORTAL, "danh mục", day, procedure.source_url or None)

    def table_speaks(self, telling: Telling, *, checked: bool = False) -> bool:
        """Return whether the table may answer where no field does, and the moment is not before its day.

        That is where nobody looked. What the table shows of fees was ``checked`` one by one: it stands where two
        readers do not agree on the fields yet, too.
        """
        reasons = {Reason.UNKNOWN, Reason.UNREAD} | ({Reason.ONE_READER, Reason.DISPUTED} if checked else set())
        unread = telling.why in reasons
        return unread and self.table_is_of_the_day()

    def table_is_of_the_day(self) -> bool:
        """Return whether the moment asked about is not before the table's day."""
        return self.at.date() >= self.procedure.known_since

    def _place(self, told: Told) -> Place:
        field = told.field
        source = field.source
        document = PORTAL if source.method in {Method.PAGE, Method.API} else (source.law or "Cán bộ")
        of_law = source.method is Method.LAW and field.confirmation is None
        if field.confirmation is not None:
            document = field.confirmation.document
        return Place(
            f"{self.code}/{field.kind.value}",
            document,
            source.part if of_law else _PARTS.get(source.part, ""),
            source.day,
            (self.procedure.source_url or None) if document == PORTAL else None,
            field.state is State.CONFIRMED,
            of_law,
            told.laws if isinstance(told, Plain) else (),
        )


def _apart(told: Iterable[Told], plain: Iterable[Plain]) -> tuple[Told, ...]:
    """Return fields in everyday words; cases that only their paragraph tells apart keep it in their name."""
    both = list(zip(told, plain, strict=True))
    names: dict[str, set[str]] = {}
    for raw, said in both:
        names.setdefault(said.field.case, set()).add(raw.field.case)
    return tuple(
        said if len(names[said.field.case]) == 1 else replace(said, field=replace(said.field, case=raw.field.case))
        for raw, said in both
    )


def silent(unit: AnswerUnit) -> AnswerUnit:
    """Return the unit that says that nothing is known of what another tells, for a question that it does not answer."""
    said = Say("answers.unknown", {"what": name_of(unit.focus)})
    return AnswerUnit(f"{unit.topic or 'all'}/{unit.focus}/unknown", unit.topic, unit.focus, said, Basis.SILENT)


def name_of(focus: Focus) -> Say:
    """Return how a focus is called in a sentence."""
    return Say(f"answers.focus_{focus.value}")


def cut(text: str, most: int) -> str:
    """Return a text of at most ``most`` characters, cut where a part of it ends; "…" says that it was cut."""
    text = text.strip().rstrip(".;")
    if len(text) <= most:
        return text
    ends = [place for sign in _CUT_AT if (place := text.rfind(sign, most // 3, most)) > 0]
    place = max(ends, default=text.rfind(" ", 0, most))
    return f"{text[:place].rstrip()} …"


def lower_first(text: str) -> str:
    """Return a text as it goes on within a sentence; what is written in capitals stays, and names do."""
    if text.startswith(_NAMES):
        return text
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def by_same[K](told: Iterable[Told], key: Callable[[Told], K]) -> list[tuple[K, list[Told]]]:
    """Return fields that say the same together, in the order of the first of each."""
    found = list(told)
    order: dict[K, int] = {}
    for one in found:
        order.setdefault(key(one), len(order))
    ordered = sorted(found, key=lambda one: order[key(one)])
    return [(same, list(group)) for same, group in groupby(ordered, key)]
