"""How well procedures are found by what people call them, on labelled queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bot.understanding.fold import strip_diacritics
from bot.understanding.scores import goal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.understanding.search.finder import ProcedureSearch

_THREE = 3
"""As many as are offered to choose from."""


@dataclass(frozen=True, slots=True)
class ProcedureQuery:
    """What somebody calls a procedure.

    Attributes:
        text: as typed.
        code: the procedure that is meant.
        tuned_on: the search's figures were chosen on queries like this one, so it is not judged by it.
    """

    text: str
    code: str
    tuned_on: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self | None:
        """Read a line of a file of queries; None where it does not mean one certain procedure."""
        if data["expect"] != "one":
            return None
        (code,) = data["codes"]
        return cls(str(data["text"]), str(code), data.get("set") == "tuning")


@dataclass(frozen=True, slots=True)
class SearchReport:
    """Shares of the held-out queries whose procedure is found first, or among three; typed, and without diacritics."""

    queries: int
    first: float
    in_three: float
    bare_first: float
    bare_in_three: float

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "queries": self.queries,
            "procedure_first": self.first,
            "procedure_in_three": self.in_three,
            "procedure_first_without_diacritics": self.bare_first,
            "procedure_in_three_without_diacritics": self.bare_in_three,
        }

    def table(self) -> str:
        """Return the shares as lines for people."""
        return "\n".join(
            [
                f"queries held out      {self.queries}",
                goal("procedure first", self.first, least=0.90),
                goal("procedure in three", self.in_three, least=0.97),
                goal("first, bare", self.bare_first, least=0.90),
                goal("in three, bare", self.bare_in_three, least=0.97),
            ]
        )


def score_search(search: ProcedureSearch, queries: Sequence[ProcedureQuery]) -> SearchReport | None:
    """Search for each held-out query; None where there is none."""
    judged = [query for query in queries if not query.tuned_on]
    if not judged:
        return None
    typed = [_rank(search, query.text, query.code) for query in judged]
    bare = [_rank(search, strip_diacritics(query.text), query.code) for query in judged]
    shares = (sum(rank < most for rank in ranks) / len(judged) for ranks in (typed, bare) for most in (1, _THREE))
    return SearchReport(len(judged), *shares)


def _rank(search: ProcedureSearch, text: str, code: str) -> int:
    codes = [hit.code for hit in search.search(text, limit=_THREE)]
    return codes.index(code) if code in codes else _THREE
