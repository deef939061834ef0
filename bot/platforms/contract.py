"""The contract that each messaging platform keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.messages import Inbound, Outgoing, Picture, PlatformName


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform allows.

    Attributes:
        text: longest text of one message, in the platform's own counting.
        choices: most buttons under one message; 0 where there are none (choices become numbered lines).
        choice_label: longest label of a button, in characters.
        per_second: messages a second over all chats; 0 for no limit.
        burst: how many may go out at once after a pause.
        per_chat_per_second: messages a second to one chat; 0 for no limit.
        per_group_per_minute: messages a minute to one group, besides; 0 for no limit.
    """

    text: int
    choices: int
    choice_label: int
    per_second: float = 0.0
    burst: int = 0
    per_chat_per_second: float = 0.0
    per_group_per_minute: float = 0.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform said of a message it took.

    Attributes:
        message_id: its id there, or None where the platform gives none.
        parts: how many messages went out, as the platform counts them against its limits.
    """

    message_id: str | None
    parts: int = 1


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A webhook call as it arrived, before anything is parsed: the signature covers the raw bytes."""

    headers: Mapping[str, str]
    body: bytes
    address: str | None = None
    """IP address of the caller, as the server or its proxy knows it."""


class PlatformError(Exception):
    """A platform did not do what it was asked. Who retries, waits or stops is the dispatcher's business.

    Attributes:
        retryable: the same message may be sent again later.
        retry_after: seconds the platform demands to wait, or None.
        stop_contact: this person can't be reached any more (blocked, left); nothing is sent until they write.
        outcome_unknown: the message may have gone out although the answer never came.
        waits_for_operator: only a person can mend it; messages wait, however often they were tried.
        waits_for_person: the platform takes it again once the person has written or pressed something; where
            ``retry_after`` is given, after these seconds as well.
    """

    retryable = False
    waits_for_operator = False
    waits_for_person = False
    stop_contact = False
    outcome_unknown = False

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RateLimited(PlatformError):
    """Too many messages; obey ``retry_after`` to the second.

    Attributes:
        whole_platform: everything has to wait; False where the platform does not say whether it is the one chat.
    """

    retryable = True

    def __init__(self, message: str, *, retry_after: float | None = None, whole_platform: bool = False) -> None:
        super().__init__(message, retry_after=retry_after)
        self.whole_platform = whole_platform


class PlatformUnavailable(PlatformError):
    """The platform can't be reached or failed on its side before it took the message."""

    retryable = True


class OutcomeUnknown(PlatformError):
    """The connection broke after the message was handed over: it may or may not have arrived."""

    outcome_unknown = True


class PartlySent(OutcomeUnknown):
    """A reply that fills several messages went out in part: sent anew as a whole it would double its beginning.

    Whoever can keep ``parts_sent`` with the message goes on where it stopped, by ``Outgoing.extra["parts_sent"]``,
    when ``reason`` is retryable.

    Attributes:
        parts_sent: how many messages, from the first, the platform has surely taken.
        reason: why the next one was not.
    """

    def __init__(self, parts_sent: int, reason: PlatformError) -> None:
        super().__init__(f"{parts_sent} parts sent, then: {reason}", retry_after=reason.retry_after)
        self.parts_sent = parts_sent
        self.reason = reason


class ContactGone(PlatformError):
    """The person blocked the bot, left, or does not exist."""

    stop_contact = True


class MessageRefused(PlatformError):
    """The platform will never take this message as it is (too long, malformed, forbidden)."""


class BadCredentials(PlatformError):
    """The platform does not accept our token; nothing goes out until an operator mends it."""

    retryable = True
    waits_for_operator = True


class AccountRestricted(PlatformError):
    """The platform knows us and does not serve us so: account disabled, package too small, no money left."""

    retryable = True
    waits_for_operator = True


class WindowClosed(PlatformError):
    """The platform allows messages for some time after a person's last word only, and that time is over.

    With ``retry_after`` the message, and only this one, can go out after so many seconds even if nobody writes.
    """

    waits_for_person = True


class RequestRefused(Exception):
    """A webhook call that is not the platform's: wrong secret or signature (401), or not readable (400)."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class TooManyRequests(RequestRefused):
    """More calls than one caller, or all together, may make (429).

    Attributes:
        seconds: after which it is worth while to try again.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(429, f"too many; again in {seconds:.1f} s")
        self.seconds = seconds


class Pictures(Protocol):
    """The stored pictures."""

    async def content(self, picture: Picture) -> bytes | None:
        """Return a picture's bytes; None where it is not stored (any more)."""
        ...

    def address(self, picture: Picture) -> str | None:
        """Return where anybody opens it; None where we have no public address."""
        ...


class Platform(Protocol):
    """One messaging platform."""

    name: PlatformName
    limits: Limits

    def is_group(self, chat: str) -> bool:  # noqa: ARG002 - for platforms that have groups
        """Return whether ``chat`` is the address of a group."""
        return False

    def check_caller(self, headers: Mapping[str, str]) -> None:
        """Refuse by its headers alone a call that cannot be the platform's, before its body is read.

        Raises:
            RequestRefused: the call is not the platform's (401).
        """

    def receive(self, request: RawRequest) -> list[Inbound]:
        """Verify a webhook call on its raw bytes, in constant time, and parse it.

        Updates that mean nothing to the bot give an empty list.

        Raises:
            RequestRefused: the call is not the platform's, or not readable.
        """
        ...

    async def send(self, message: Outgoing) -> Receipt:
        """Send one message.

        Raises:
            PlatformError: one of the typed errors above.
        """
        ...
