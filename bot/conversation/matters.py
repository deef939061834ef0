"""The case memory: what people told of what they write about, kept beyond one message. Pure; the state is the store.

A fact belongs to the matter that was talked of, or to the person who writes ("ấp tui bị giăng dây" holds whatever they
ask next). It is asserted, denied, heard, supposed or asked; only what is asserted of the matter's own person chooses an
answer, and the newest word of a thing counts. Facts choose and phrase answers; they open and close nothing: no slot,
no area, no other person's answer. They are forgotten thirty days after they were told, and go with an erasure as all
state does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from bot.guidance.answers import FactName
from bot.guidance.answers.asked import OF_ANOTHER
from bot.guidance.answers.told import OLD_PAPER
from bot.guidance.text import fold
from bot.understanding.clauses import Mood
from bot.understanding.clauses.model import Holder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.state import State
    from bot.understanding.clauses.model import Fact

MEMO = "matters"
KEPT_FOR = timedelta(days=30)
_MOST_FACTS = 60
_MOST_CASES = 8
_LONGEST = 60
"""Characters of a paper or place that is kept."""
PERSON = ""
"""In place of a matter: of the person who writes, in all of their matters."""
UNNAMED = "?"
"""In place of a matter: of the one that will be named next."""
OF_THE_PERSON = frozenset(
    {
        FactName.CANNOT_GO,
        FactName.LOCKED_DOWN,
        FactName.NO_INTERNET,
        FactName.NO_ACCOUNT,
        FactName.LIVES_IN,
        FactName.REGISTERED_IN,
        FactName.VACCINATED,
        FactName.POOR,
        FactName.DISABLED,
        FactName.LOST,
    }
)
"""What holds in all matters of who tells it of themselves."""
_OF_ONE_BODY = frozenset({FactName.AGE, FactName.DISABLED, FactName.PENSION, FactName.CANNOT_GO})
"""What the writer tells of themselves says nothing of whom they act for."""
_OF_WHO_GOES = frozenset({FactName.CANNOT_GO, FactName.LOCKED_DOWN})
_PAPERS = frozenset({FactName.HAS, FactName.LACKS, FactName.LOST})
"""Of these there are as many as papers are named."""
_TOLD = frozenset({Mood.ASSERTS, Mood.DENIES})


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact as it was told.

    Attributes:
        matter: code of the procedure, ``PERSON`` or ``UNNAMED``.
        name: what is told.
        value: as nlu/acts.yml says for the name.
        holder: whose it is.
        mood: how it was told.
        at: when, on the real clock.
        source: id of the message.
    """

    matter: str
    name: FactName
    value: str | int | bool
    holder: Holder
    mood: Mood
    at: datetime
    source: int

    @property
    def counts(self) -> bool:
        """Whether the person stands by it, of their own or of whom they act for."""
        return self.mood in _TOLD and self.holder is not Holder.OTHERS

    def corrects(self, older: ToldFact) -> bool:
        """Whether nothing of ``older`` holds any more."""
        if {self.name, older.name} <= _PAPERS:
            return same_paper(str(self.value), str(older.value))
        return self.name is older.name and self.holder is older.holder and self.mood in _TOLD


@dataclass(slots=True)
class Matters:
    """What is remembered.

    Attributes:
        facts: oldest first.
        cases: code → name of the case of its papers that was chosen, and when.
        rest: what another version of the code keeps beside these, and entries that only it can read.
    """

    facts: list[ToldFact] = field(default_factory=list)
    cases: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, state: State, now: datetime) -> Self:
        """Return what is remembered at ``now``; what was told longer ago than thirty days is forgotten."""
        memo = state.memo.get(MEMO)
        if not isinstance(memo, dict):
            return cls()
        rows, cases = memo.get("facts"), memo.get("cases")
        facts = [fact for row in (rows if isinstance(rows, list) else ()) if (fact := _fact(row)) is not None]
        chosen = {
            code: (entry[0], at)
            for code, entry in (cases.items() if isinstance(cases, dict) else ())
            if isinstance(entry, list) and len(entry) > 1 and isinstance(entry[0], str) and (at := moment_of(entry[1]))
        }
        return cls(
            [fact for fact in facts if now - fact.at < KEPT_FOR],
            {code: entry for code, entry in chosen.items() if now - entry[1] < KEPT_FOR},
            {name: value for name, value in memo.items() if name not in {"facts", "cases"}},
        )

    def keep(self, state: State) -> None:
        """Store it with the turn."""
        kept = {
            **self.rest,
            **({"facts": [_row(fact) for fact in self.facts[-_MOST_FACTS:]]} if self.facts else {}),
            **({"cases": self._cases()} if self.cases else {}),
        }
        if kept:
            state.memo[MEMO] = kept
        else:
            state.memo.pop(MEMO, None)

    def note(self, told: Iterable[Fact], now: datetime, source: int) -> None:
        """Remember what a message tells, of the person or of the matter that it will turn out to be about."""
        for fact in told:
            own = fact.name in OF_THE_PERSON and fact.holder is Holder.ME and fact.value != OLD_PAPER
            value = fact.value[:_LONGEST] if isinstance(fact.value, str) else fact.value
            matter = PERSON if own else UNNAMED
            new = ToldFact(matter, fact.name, value, fact.holder, fact.mood, now, source)
            self.facts = [
                old for old in self.facts if not (old.source == source and old.name is new.name and old == new)
            ]
            self.facts.append(new)

    def name(self, code: str | None) -> None:
        """Let what was told before its matter had a name be of ``code``; older words that it corrects are dropped."""
        if code is None:
            return
        named: list[ToldFact] = []
        for fact in self.facts:
            of_it = (
                ToldFact(code, fact.name, fact.value, fact.holder, fact.mood, fact.at, fact.source)
                if fact.matter == UNNAMED
                else fact
            )
            named = [old for old in named if old.matter != of_it.matter or not of_it.corrects(old)]
            named.append(of_it)
        self.facts = named

    def choose_case(self, code: str, name: str, now: datetime) -> None:
        """Remember which case of a procedure's papers is theirs."""
        self.cases[code] = (name, now)

    def standing(self, code: str | None) -> list[ToldFact]:
        """Return what counts in a matter, each thing once: the newest word of it."""
        there = [fact for fact in self.facts if fact.counts and fact.matter in {PERSON, UNNAMED, code}]
        newest: list[ToldFact] = []
        for fact in there:
            newest = [old for old in newest if not fact.corrects(old)]
            newest.append(fact)
        return [fact for fact in newest if not _is_over(fact) and self._is_of_the_matter(fact, newest)]

    @staticmethod
    def _is_of_the_matter(fact: ToldFact, told: Iterable[ToldFact]) -> bool:
        """Leave out what the writer tells of their own body where the matter is somebody else's."""
        if fact.name not in _OF_ONE_BODY or fact.holder is Holder.THEIRS or fact.name is FactName.CANNOT_GO:
            return True
        return not any(other.name is FactName.ACTS_FOR or other.holder is Holder.THEIRS for other in told)

    def known(self, code: str | None, now: datetime) -> dict[FactName, str | int | bool]:
        """Return what counts in a matter by name; days since something are counted on."""
        known: dict[FactName, str | int | bool] = {}
        for fact in self.standing(code):
            if fact.name in _OF_WHO_GOES and fact.holder is Holder.THEIRS:
                if fact.name is FactName.CANNOT_GO and FactName.CANNOT_GO not in known and fact.value != "far":
                    known[fact.name] = f"{OF_ANOTHER}{fact.value}"  # the writer may go for them
                continue
            since = fact.name is FactName.SINCE and isinstance(fact.value, int)
            known[fact.name] = int(fact.value) + (now - fact.at).days if since else fact.value
        return known

    def lacking(self, code: str | None) -> list[str]:
        """Return the papers that are told to be missing in a matter, as they were called."""
        return [str(fact.value) for fact in self.standing(code) if fact.name in {FactName.LACKS, FactName.LOST}]

    def case_of(self, code: str) -> str | None:
        """Return the case of a procedure's papers that was chosen."""
        return self.cases[code][0] if code in self.cases else None

    def _cases(self) -> dict[str, list[str]]:
        recent = sorted(self.cases.items(), key=lambda entry: entry[1][1])[-_MOST_CASES:]
        return {code: [name, at.isoformat()] for code, (name, at) in recent}


def _is_over(fact: ToldFact) -> bool:
    """Whether a fact only ended what was told before."""
    return fact.mood is Mood.DENIES and fact.name is FactName.CANNOT_GO


def same_paper(one: str, other: str) -> bool:
    """Whether two names are of one paper: "giấy chứng sinh", "giay chung sinh roi"; each word of the shorter in a row.

    "Giấy chứng sinh" is no "tờ khai đăng ký khai sinh", though half of its words stand there.
    """
    first, second = sorted((_called(one), _called(other)), key=len)
    own = [word for word in first if word not in _ANY_PAPER]
    return bool(own) and f" {' '.join(first)} " in f" {' '.join(second)} "


def _called(name: str) -> list[str]:
    words = fold(name).replace("can cuoc cong dan", "can cuoc").split()
    while words and words[-1] in _BEHIND:
        words.pop()
    return words[1:] if words[:1] and words[0] in _BEFORE else words


_ANY_PAPER = frozenset({"giay", "so", "ban", "the", "to"})
_BEFORE = frozenset({"the", "cai", "tam", "cuon", "quyen"})
_BEHIND = frozenset({"roi", "het", "ne", "a", "nua", "luon", "day", "nha", "san"})


def _row(fact: ToldFact) -> list[Any]:
    moment = fact.at.isoformat()
    return [fact.matter, fact.name.value, fact.value, fact.holder.value, fact.mood.value, moment, fact.source]


def _fact(row: object) -> ToldFact | None:
    """Rebuild a fact; None for what another version wrote and this one cannot read."""
    if not isinstance(row, list) or len(row) < _PARTS:
        return None
    read: list[Any] = row[:_PARTS]
    matter, name, value, holder, mood, at, source = read
    moment = moment_of(at)
    if moment is None or not isinstance(matter, str) or not isinstance(value, str | int | bool):
        return None
    try:
        return ToldFact(matter, FactName(name), value, Holder(holder), Mood(mood), moment, int(source))
    except (TypeError, ValueError):
        return None


_PARTS = 7
"""Of a fact's row; a newer version may write more behind them."""


def moment_of(value: object) -> datetime | None:
    """Return the aware moment that an ISO text stands for; None where it is none."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
