"""Eight ways to ask for the yes or no of a unit, made from its proposition; run as a module, the figures of all.

``python -m tests.unit.handlers.phrasings`` sends every phrasing of every unit through whole turns and prints how many
were answered by their unit, by another one, by none, and how many answers said the opposite.
"""

from __future__ import annotations

import asyncio
import functools
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.conversation.state import State
from bot.guidance.answers import Basis, FactName, Focus, Polarity, Row, Say
from bot.guidance.text import fold, strip_diacritics
from tests.unit.handlers.turns import TODAY, Chat, guidance, said, texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from bot.guidance.answers import AnswerUnit

_WAYS: dict[str, dict[str, tuple[str, str]]] = {
    "may": {
        "positive": ("{x} được không", "có {x} được không"),
        "negated": ("không {x} được hả", "không phải {x} được à"),
        "tag": ("{x} được, đúng không", "{x} được phải không"),
        "doubting": ("nghe nói {x} được mà, có thiệt không", "chắc gì {x} được"),
    },
    "is": {
        "positive": ("có {x} không", "{x} không"),
        "negated": ("không {x} hả", "không phải {x} à"),
        "tag": ("{x}, đúng không", "{x} phải không"),
        "doubting": ("nghe nói {x} mà, có thiệt không", "chắc gì {x}"),
    },
    "must": {
        "positive": ("có phải {x} không", "phải {x} không"),
        "negated": ("không phải {x} hả", "khỏi {x} à"),
        "tag": ("phải {x}, đúng không", "phải {x} phải không"),
        "doubting": ("nghe nói phải {x} mà, có thiệt không", "chắc gì phải {x}"),
    },
    "needs": {
        "positive": ("có cần {x} không", "có phải nộp {x} không"),
        "negated": ("không cần {x} hả", "không phải nộp {x} à"),
        "tag": ("cần {x}, đúng không", "phải nộp {x} phải không"),
        "doubting": ("nghe nói cần {x} mà, có thiệt không", "chắc gì phải nộp {x}"),
    },
    "without": {
        "positive": ("không có {x} có làm được không", "thiếu {x} làm được không"),
        "negated": ("không có {x} là không làm được hả", "không có {x} không phải làm được à"),
        "tag": ("không có {x} vẫn làm được, đúng không", "thiếu {x} vẫn làm được phải không"),
        "doubting": ("nghe nói không có {x} cũng làm được mà, có thiệt không", "không có {x} chắc gì làm được"),
    },
}
"""What is asked → the way of asking → two wordings, of which every second unit gets the other."""
_SAID_OF = {
    Focus.CHANNEL: {"online": "nộp qua mạng", "postal": "gửi bưu điện", "in_person": "nộp trực tiếp"},
    Focus.PLACE: {
        "commune_centre": "nộp ở Trung tâm xã",
        "commune_committee": "nộp ở ủy ban xã",
        "commune_police": "nộp ở công an xã",
        "province_centre": "nộp ở Trung tâm tỉnh",
        "province_police": "nộp ở công an tỉnh",
    },
    Focus.TERRITORY: {"elsewhere": "nộp ở tỉnh khác"},
    Focus.WHO_MAY_GO: {"may": "nhờ người khác đi thay", "kin": "con đi thay mẹ"},
    Focus.MUST_COME: {"yes": "đích thân đến", "no": "đích thân đến", "when": "đích thân đến"},
    Focus.FEE: {"amount": "tốn tiền", "free": "tốn tiền", "poor": "tốn tiền"},
    Focus.DEADLINE: {"left": "còn kịp", "over": "còn kịp"},
}
_ASKED_AS = {
    Focus.MUST_COME: "must",
    Focus.FEE: "is",
    Focus.DEADLINE: "is",
    Focus.PAPERS: "needs",
    Focus.MISSING_PAPER: "without",
}
FACTS: tuple[tuple[Mapping[FactName, str | int | bool], tuple[Focus, ...]], ...] = (
    ({}, tuple(Focus)),
    ({FactName.ACTS_FOR: "me"}, (Focus.WHO_MAY_GO,)),
    ({FactName.POOR: "poor"}, (Focus.FEE,)),
    ({FactName.SINCE: 10}, (Focus.DEADLINE,)),
    ({FactName.SINCE: 400}, (Focus.DEADLINE,)),
)
"""What people told, and the focuses whose answers that turns."""
_MOST_WORDS = 15
"""Words of a paper's name that somebody types."""


class Said(StrEnum):
    """What a sentence comes to by its first words."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"


_FIRST_WORDS = (
    (Said.DEPENDS, r"Còn tùy|Ở tỉnh khác thì còn tùy|Qua mạng thì không làm trọn được|Cổng |Có khi |Trường hợp "),
    (Said.DEPENDS, r"Không tốn [^.]*\. Chưa rõ|\d[\d.]* đồng.*Miễn cho|Miễn cho"),  # of one of several fees, for some
    (Said.DEPENDS, r"Anh/chị khỏi chuẩn bị|.* nhận việc này, nhưng cổng chỉ ghi"),
    (Said.NO, r"Không |Khỏi |Quá hạn |Anh/chị nói nhà thuộc [^:]*: được miễn"),
    (Said.YES, r"Được[ ,.]|Phải |Có |Còn kịp|\d[\d.]* (?:đồng|đô la)"),
)


def what_it_says(sentence: str) -> Said | None:
    """Return what an answer comes to by its first words, whatever unit it is of; None: neither yes nor no."""
    return next((polarity for polarity, first in _FIRST_WORDS if re.match(first, sentence)), None)


@dataclass(frozen=True, slots=True)
class Case:
    """A unit that says yes, no, or what it depends on.

    Attributes:
        unit: the unit.
        facts: what was told before.
        number: among those that are asked about in the same words but for a name.
    """

    unit: AnswerUnit
    facts: Mapping[FactName, str | int | bool]
    number: int

    @property
    def what(self) -> str:
        """What the proposition is about, as somebody would type it."""
        focus, proposition = self.unit.focus, self.unit.id.split("/")[-1]
        return _SAID_OF[focus][proposition] if focus in _SAID_OF else _spoken(self.unit)

    def phrasings(self) -> Iterator[tuple[str, str]]:
        """Yield the eight ways to ask it, each with its name; the last word of four is the same without accents."""
        for way, wordings in _WAYS[_ASKED_AS.get(self.unit.focus, "may")].items():
            text = wordings[self.number % 2].format(x=self.what)
            yield way, text
            yield f"{way}, bare", strip_diacritics(text).lower()


@functools.cache
def compiled(code: str, focus: Focus, facts: tuple[tuple[FactName, str | int | bool], ...]) -> tuple[AnswerUnit, ...]:
    """Return the units that answer a question today; put together once for all tests that go through them."""
    return guidance().answers.units_for(code, focus, dict(facts), at=TODAY, known_at=TODAY)


def cases() -> Iterator[Case]:
    """Yield every unit of the packaged content that has a yes or no."""
    counts = Counter()
    for procedure in guidance().catalogue:
        seen = set()
        for facts, focuses in FACTS:
            for focus in focuses:
                for unit in compiled(procedure.code, focus, tuple(facts.items())):
                    if unit.yes_no is not None and unit.id not in seen:
                        seen.add(unit.id)
                        counts[focus] += 1
                        yield Case(unit, facts, counts[focus])


def words(text: Say | Row | str | int) -> str:
    """Return a text in Vietnamese."""
    if isinstance(text, Row):
        return text.by.join(words(part) for part in text.parts)
    if isinstance(text, Say):
        return texts().get("vi", text.key, **{name: words(value) for name, value in text.values.items()})
    return str(text)


def _spoken(unit: AnswerUnit) -> str:
    """Return a paper's name without what stands in brackets, and only its beginning where that says which one it is."""
    name = re.sub(r" ?\([^()]*\)", "", _name(unit.short).replace("…", ""))
    head = re.split(r"[,;/]| hoặc ", name)[0]
    told = sum(f" {phrase} " in f" {fold(head)} " for phrase in unit.about)
    said = head if len(head.split()) > 2 and told > 1 else name
    return " ".join(re.sub(r"[,;/:]", " ", said).split()[:_MOST_WORDS])


def _name(text: Say | Row | str | int) -> str:
    if not isinstance(text, Say):
        return ""
    if "name" in text.values:
        return words(text.values["name"])
    return next(filter(None, map(_name, text.values.values())), "")


def opposite(case: Case, said: Said | None) -> bool:
    """Return whether an answer about a unit's proposition comes to the opposite of what the unit does."""
    flat = {Polarity.YES: Said.YES, Polarity.NO: Said.NO}.get(case.unit.yes_no)
    if said in {None, Said.DEPENDS}:
        return False
    return said is not flat if flat is not None else True


async def measured() -> AsyncIterator[str]:
    """Yield the figures of whole turns, line by line."""
    started, tally, chat = time.process_time(), Counter(), Chat(TODAY)
    all_cases = [case for case in cases() if not case.facts]
    stated = sum(case.unit.basis is Basis.STATED for case in all_cases)
    yield f"units with a yes or no: {len(all_cases)}, stated: {stated}"
    for case, (way, text) in ((one, asked) for one in all_cases for asked in one.phrasings()):
        chat.state = State()
        chat.state.topic.procedure = case.unit.topic
        replies = await chat.say(text, "nlu_fallback")
        told = [one.unit for reply in replies for one in reply.told]
        kind = "own" if case.unit.id in told else "other" if told else "none"
        answer = said(replies).splitlines()[1:2]
        flipped = kind == "own" and bool(answer) and opposite(case, what_it_says(answer[0]))
        for name in ("all", way.split(",")[0], case.unit.focus.value):
            tally[name, kind] += 1
            tally[name, "flipped"] += flipped
    for name in dict.fromkeys(name for name, _kind in tally):
        yield f"{name}: {', '.join(f'{kind} {tally[name, kind]}' for kind in ('own', 'other', 'none', 'flipped'))}"
    yield f"{time.process_time() - started:.0f} s of a core"


async def _print() -> None:
    async for line in measured():
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    asyncio.run(_print())
