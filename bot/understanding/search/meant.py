"""Which procedure a message is about, learned from whole talks of other people.

The search says which names a text resembles. Whether one of them is what somebody came for it cannot say: "giấy chứng
tử ghi Bẩy, sổ đỏ ghi Bảy" resembles two and wants neither, "mua lại chiếc vỏ, giấy không đứng tên tui" wants a third.
Two things were learned from messages that other people wrote and labelled (``content/meant.tsv``, ``messages.csv``):
what messages about each procedure sound like, those about none among them; and, by that, by what the search found in
the whole and in each clause, and by what was talked of before, how sure a candidate is. The weights are packaged;
``python scripts/meant.py`` makes them.
"""

from __future__ import annotations

import functools
import hashlib
import heapq
from array import array
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, Self

from bot.understanding.clauses.denied import without_circumstances, without_denied, without_past
from bot.understanding.clauses.heard import START, kinds
from bot.understanding.clauses.objects import object_of
from bot.understanding.fold import canonical
from bot.understanding.packed import pack, unpack
from bot.understanding.rows import Rows
from bot.understanding.search.evidence import names_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.understanding.clauses import Clause
    from bot.understanding.search.finder import Hit, ProcedureSearch

FILE = "meant.bin"
"""The weights, in ``bot/content``."""
SOURCES = ("meant.tsv", "messages.csv")
"""What they are learned from: a hand, the matter talked of or "-", that which the message is about or "-", and the
message; and messages by procedure."""
NOTHING = "-"
"""The class of messages that are about no procedure of the catalogue, or about one that only the talk before tells."""
_STEPS = 127
_OF_WHOLE, _OF_MEANT, _OF_CLAUSE, _OF_SOUND = 6, 4, 3, 3
"""So many are candidates: of those found in the whole text, in what it does not deny, in a clause; and by sound."""
_MOST_CLAUSES = 12
_SILENT = -1.5
"""What counts as the sound of a procedure of which no message is known."""
_UNCOVERED, _LONG = 10, 60


class Sound(NamedTuple):
    """What a message sounds like: of each procedure how much, and of ``NOTHING``.

    Attributes:
        whole: all of it.
        clauses: each of its clauses.
    """

    whole: Mapping[str, float]
    clauses: Sequence[Mapping[str, float]]


class Candidate(NamedTuple):
    """A procedure that a message may be about.

    Attributes:
        code: which.
        score: how sure: above 0 rather than not.
    """

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned.

    Attributes:
        digest: of what it was learned from.
        codes: what messages may sound like, ``NOTHING`` among it.
        scale: of the unit of ``rows``.
        rows: of each feature of a text its weights, a byte for each of ``codes``.
        sure: feature of a candidate → how much it speaks for it; that of ``START`` goes to every one.
    """

    digest: str
    codes: tuple[str, ...]
    scale: float
    rows: Mapping[str, bytes]
    sure: Mapping[str, float]

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Read what ``pack`` wrote."""
        header, raw = unpack(data)
        codes, names = tuple(header["codes"]), header["features"].split("\n")
        end = len(codes) * len(names)
        rows = {name: raw[at : at + len(codes)] for name, at in zip(names, range(0, end, len(codes)), strict=True)}
        steps = array("b", raw[end:])
        sure = {name: step * header["step"] for name, step in zip(header["sure"].split("\n"), steps, strict=True)}
        return cls(header["digest"], codes, header["scale"], rows, sure)

    def pack(self) -> bytes:
        """Return it as the packaged file has it."""
        step = max(map(abs, self.sure.values())) / _STEPS
        header = {
            "digest": self.digest,
            "codes": self.codes,
            "scale": self.scale,
            "features": "\n".join(self.rows),
            "step": step,
            "sure": "\n".join(self.sure),
        }
        sure = array("b", [round(one / step) for one in self.sure.values()]).tobytes()
        return pack(header, b"".join(self.rows.values()) + sure)


class Meant:
    """What was learned, ready to be asked.

    Args:
        weights: the packaged ones as a rule (``packaged``).
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._rows = Rows(weights.rows, len(weights.codes))

    @classmethod
    @functools.cache
    def packaged(cls) -> Self:
        """Return what comes with the code, read once a process."""
        return cls(Weights.unpack((files("bot.content") / FILE).read_bytes()))

    @property
    def digest(self) -> str:
        """Of what it was learned from."""
        return self._weights.digest

    def sound(self, text: str, clauses: Sequence[Clause]) -> Sound:
        """Return what a message sounds like."""
        said = clauses[:_MOST_CLAUSES] if len(clauses) > 1 else ()
        return Sound(self._sound(text), [self._sound(clause.text) for clause in said])

    def _sound(self, text: str) -> dict[str, float]:
        gains = self._rows.gains(kinds(canonical(text)))
        return {code: gain * self._weights.scale for code, gain in zip(self._weights.codes, gains, strict=True)}

    def candidates(
        self, search: ProcedureSearch, text: str, clauses: Sequence[Clause], *, under_way: str | None
    ) -> list[Candidate]:
        """Return the procedures that a message may be about, the surest first.

        Args:
            search: finds procedures by what people call them.
            text: the message as typed.
            clauses: the same, clause by clause.
            under_way: the matter that is talked of, which is no candidate: what says nothing else is about it.
        """
        found = features(search, text, clauses, self.sound(text, clauses), under_way=under_way)
        scored = [Candidate(code, sureness(self._weights.sure, looked_at)) for code, looked_at in found.items()]
        return sorted(scored, key=lambda one: (-one.score, one.code))


def sureness(sure: Mapping[str, float], looked_at: Mapping[str, float]) -> float:
    """Return how sure a candidate is, by the weights of what is looked at in it."""
    return sure[START] + sum(value * sure.get(name, 0.0) for name, value in looked_at.items())


def features(
    search: ProcedureSearch,
    text: str,
    clauses: Sequence[Clause],
    heard: Sound,
    *,
    under_way: str | None,
) -> dict[str, dict[str, float]]:
    """Return of each candidate what is looked at.

    Args:
        search: finds procedures by what people call them.
        text: the message as typed.
        clauses: the same, clause by clause.
        heard: what it sounds like; see ``Meant.sound``.
        under_way: the matter that is talked of.
    """
    plain = canonical(text)
    meant = canonical(without_past(without_circumstances(without_denied(text))))
    found: dict[str, dict[str, float]] = {}
    whole = search.search(plain)[:_OF_WHOLE]
    _note(found, whole, "whole")
    _note(found, whole[:_OF_MEANT] if meant == plain else search.search(meant)[:_OF_MEANT], "meant")
    within = _within(search, clauses[:_MOST_CLAUSES], found)
    loud = _loudest(heard.whole, _OF_SOUND)
    alone = {
        code for sound in heard.clauses for code in _loudest(sound, 1) if sound[code] > sound.get(NOTHING, _SILENT)
    }
    for code in (code for code in (*loud, *sorted(alone)) if code in search.catalogue):
        found.setdefault(code, {})
    best = {kind: max((one.get(kind, 0.0) for one in found.values()), default=0.0) for kind in ("whole", "clause")}
    current = found.pop(under_way, {}) if under_way is not None else {}
    nothing = heard.whole.get(NOTHING, _SILENT)
    of_all = {
        "under way": float(under_way is not None),
        "current": max(current.get("whole", 0.0), current.get("clause", 0.0)),
        "nothing": nothing + 1,
        "long": min(len(plain.split()), _LONG) / 20,
        "clauses": len(clauses) / 5,
    }
    loudest = heard.whole[loud[0]] if loud else _SILENT
    for code, one in found.items():
        sound = heard.whole.get(code, _SILENT)
        of_clauses = [each.get(code, _SILENT) for each in heard.clauses] or [sound]
        against = [each.get(code, _SILENT) - each.get(NOTHING, _SILENT) for each in heard.clauses] or [sound - nothing]
        looked_at = one | of_all
        looked_at |= {
            "sound": sound + 1,
            "sound against nothing": sound - nothing,
            "sound against the loudest": sound - loudest,
            "loudest": float(code in loud[:1] and sound > nothing),
            "loud": float(code in loud),
            "sound of a clause": max(of_clauses) + 1,
            "sound of a clause against nothing": max(against),
            "sound of the last clause": of_clauses[-1] + 1,
            "loudest of a clause": float(code in alone),
            "behind whole": one.get("whole", 0.0) - best["whole"],
            "behind clause": one.get("clause", 0.0) - best["clause"],
        }
        looked_at |= _evidence(search, code, plain, "text")
        looked_at |= _evidence(search, code, *_of_clause(within.get(code), plain))
        found[code] = looked_at | _place(within.get(code), clauses)
    return found


def _loudest(sound: Mapping[str, float], most: int) -> list[str]:
    """Return the procedures that a text sounds like most."""
    return heapq.nsmallest(most, (code for code in sound if code != NOTHING), key=lambda code: (-sound[code], code))


def packaged_digest() -> str:
    """Return the digest of what the packaged weights have to be learned from."""
    digest = hashlib.blake2b(digest_size=16)
    for name in SOURCES:
        digest.update((files("bot.content") / name).read_bytes())
    return digest.hexdigest()


def _note(found: dict[str, dict[str, float]], hits: Sequence[Hit], kind: str) -> None:
    """Note what the search found in a text, how well, and at which place."""
    for place, hit in enumerate(hits):
        one = found.setdefault(hit.code, {})
        if hit.score > one.get(kind, 0.0):
            one[kind] = hit.score
        rival = hits[1 - min(place, 1)].score if len(hits) > 1 else 0.0
        one[f"{kind} ahead"] = max(hit.score - rival, one.get(f"{kind} ahead", -1.0))
        one[f"{kind} place"] = max(1 / (place + 1), one.get(f"{kind} place", 0.0))


def _within(
    search: ProcedureSearch, clauses: Sequence[Clause], found: dict[str, dict[str, float]]
) -> dict[str, tuple[float, int, str]]:
    """Note what the search found in each clause; return where each procedure is said best: score, place, words."""
    best: dict[str, tuple[float, int, str]] = {}
    for place, clause in enumerate(clauses):
        plain = canonical(clause.text)
        thing = object_of(plain)
        hits = search.search(thing)[:_OF_CLAUSE] if thing else []
        _note(found, hits, "clause")
        for hit in hits:
            if hit.score > best.get(hit.code, (0.0, 0, ""))[0]:
                best[hit.code] = hit.score, place, plain
    return best


def _of_clause(best: tuple[float, int, str] | None, plain: str) -> tuple[str, str]:
    return (best[2], "clause") if best is not None else (plain, "no clause")


def _evidence(search: ProcedureSearch, code: str, plain: str, kind: str) -> dict[str, float]:
    known = names_of(search).evidence(plain, code)
    return {
        f"{kind} uncovered": min(len(known.uncovered), _UNCOVERED) / 4,
        f"{kind} covered": float(not known.uncovered),
        f"{kind} paired": known.paired,
        f"{kind} names it": float(known.whole),
        f"{kind} says no more": float(known.whole and not known.uncovered),
        f"{kind} resembles": known.resembling,
        f"{kind} says it": float(known.said),
        f"{kind} faults": float(known.faults_alone),
    }


def _place(best: tuple[float, int, str] | None, clauses: Sequence[Clause]) -> dict[str, float]:
    """Return which clause says it: what it does and is about, and whether it is the first or the last."""
    if best is None:
        return {}
    clause = clauses[best[1]]
    return {
        f"act {clause.act.value}": 1.0,
        f"focus {clause.focus.value if clause.focus is not None else NOTHING}": 1.0,
        "asks": float(clause.act.asks),
        "first": float(best[1] == 0),
        "last": float(best[1] == len(clauses) - 1),
    }
