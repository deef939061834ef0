"""How the Bot API says no, and how it can be told to misbehave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self


class Refusal(Exception):
    """An error answer: ``{"ok": false, "error_code": …, "description": …}``."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


def too_many_requests(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way in which a call goes wrong. ``taken`` says whether the call does its work nevertheless."""

    kind: str
    taken: bool = False
    code: int = 0
    description: str = ""
    retry_after: int | None = None
    seconds: float = 0.0

    @classmethod
    def error(cls, code: int, description: str, retry_after: int | None = None) -> Self:
        """An error answer in the Bot API's form."""
        return cls("error", code=code, description=description, retry_after=retry_after)

    @classmethod
    def page(cls, code: int) -> Self:
        """A gateway's HTML page with this status."""
        return cls("page", code=code)

    @classmethod
    def hang(cls, *, taken: bool = True) -> Self:
        """No answer, ever."""
        return cls("hang", taken=taken)

    @classmethod
    def slow(cls, seconds: float) -> Self:
        """An answer that takes its time."""
        return cls("slow", taken=True, seconds=seconds)

    @classmethod
    def late(cls, seconds: float) -> Self:
        """A call that is long on its way: it does its work, and is counted, only then."""
        return cls("late", taken=True, seconds=seconds)

    @classmethod
    def cut(cls, *, taken: bool) -> Self:
        """The connection is closed without an answer, before or after the call did its work."""
        return cls("cut", taken=taken)

    @classmethod
    def half_answer(cls) -> Self:
        """The call does its work; half of the answer comes, then the connection is closed."""
        return cls("half", taken=True)

    @classmethod
    def garbage(cls) -> Self:
        """The call does its work; the answer is 200 and no JSON."""
        return cls("garbage", taken=True)
