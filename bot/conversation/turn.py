"""A turn: one message of a person, what is known, and what is answered. Handlers see nothing else."""

from __future__ import annotations

import enum
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from bot.conversation.courses import Course
from bot.conversation.messages import Choice, File, Inbound, Link, Reply, Source, Told
from bot.conversation.state import Dialogue, Profile, State
from bot.understanding.clauses import ClauseReader
from bot.understanding.search.meant import Meant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from booking_client import BookingClient
    from bot.conversation.people import People
    from bot.conversation.snapshot import Guidance
    from bot.conversation.texts import Texts
    from bot.conversation.understood import Understanding
    from bot.understanding.clauses import Clause
    from bot.understanding.search.meant import Candidate


ADDRESS = "address"
"""Memo: the form of address of this person, where it is told; ``anh/chị`` otherwise."""


PRIVATE_STEPS = frozenset({"name", "phone"})
"""Steps of dialogues that wait for a name or a phone: what comes there is not kept for anybody to look at."""


class Outcome(enum.StrEnum):
    """What became of a message, noted for the review of the model's readings."""

    UNDERSTOOD = "understood"
    """Answered by the wish that was read."""
    ASKED = "asked"
    """Not understood: the bot asked back, or showed the menu."""
    TAKEN = "taken"
    """An answer to what a dialogue or a menu asked."""
    PRIVATE = "private"
    """Came where a name or phone had been asked for: never shown to anybody."""
    PRESSED = "pressed"
    """A choice that asks something, pressed or typed out: it tells what an earlier message meant."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that was said to be unknown.

    Attributes:
        start: its first character in the message.
        focus: what it asks; empty where nobody made it out.
        topic: national code of the procedure, or empty.
    """

    start: int
    focus: str = ""
    topic: str = ""


class Asker(Protocol):
    """Whom an answer is for, as far as what is kept of them chooses it: a turn is one, and so is a due reminder."""

    @property
    def guidance(self) -> Guidance:
        """Rules, places, procedures."""
        ...

    @property
    def state(self) -> State:
        """What was talked of."""
        ...

    @property
    def profile(self) -> Profile:
        """Who they are, as far as they said."""
        ...

    @property
    def moment(self) -> datetime:
        """For which the answer holds, by the calendar (AS_OF)."""
        ...

    @property
    def received_at(self) -> datetime:
        """Now, on the real clock."""
        ...


@dataclass(frozen=True, slots=True)
class Remembered:
    """An asker of whom nothing has come in: see ``Asker``."""

    guidance: Guidance
    state: State
    profile: Profile
    moment: datetime
    received_at: datetime


@dataclass(slots=True)
class Turn:
    """One message being answered.

    Attributes:
        inbox_id: id of the inbox row; with a step's name it makes the idempotency key of outside calls.
        inbound: what came in.
        moment: for which rules, dates and openings are answered, in Asia/Ho_Chi_Minh (see AS_OF).
        understanding: what the ladder made of the text.
        profile: of the person; changes are stored with the turn.
        state: of the conversation; changes are stored with the turn.
        guidance: rules, places, procedures, offers and locked-down areas as of this turn; pure.
        booking: the booking service's client, or None where none is configured.
        people: the person's rows.
        owner: the person's key in the booking service: opaque, the same in every turn.
        newcomer: nobody knows this person: a web session that is new, linked with nothing.
        ticket: number of the open ticket: a clerk answers this person.
        linked_owners: the keys under which the person books on the other platforms they have linked.
        texts: what the bot says, by key; ``say`` and ``words`` look things up in the person's language.
        received_at: when the message came in, on the real clock.
        replies: what will be said, in order.
        outcome: what became of a text; None for what needs no reading.
        stale: a press was of an earlier menu.
        course: where it led the person, for the report of difficulties.
        told: ids of contacts that are told, besides the rules that replies name as their sources.
        told_fields: code → id of each field of the catalogue that is told → digest of what it says.
        unanswered: what of it nobody could answer, for those who write the answers.
        offer: topic, and area or procedure, that this is a fitting moment to offer news about; None where it is not.
    """

    inbox_id: int
    inbound: Inbound
    moment: datetime
    understanding: Understanding
    profile: Profile
    state: State
    guidance: Guidance
    people: People
    owner: str
    texts: Texts
    received_at: datetime
    booking: BookingClient | None = None
    linked_owners: tuple[str, ...] = ()
    ticket: int | None = None
    newcomer: bool = False
    replies: list[Reply] = field(default_factory=list)
    outcome: Outcome | None = None
    stale: bool = False
    course: Course = field(default_factory=Course)
    offer: tuple[str, str] | None = None
    told: set[str] = field(default_factory=set)
    told_fields: dict[str, dict[str, str]] = field(default_factory=dict)
    unanswered: list[Unanswered] = field(default_factory=list)
    _read: tuple[str, tuple[Clause, ...]] = field(default=("", ()), init=False, repr=False)
    _weighed: tuple[tuple[str, str | None], tuple[Candidate, ...]] = field(
        default=(("", None), ()), init=False, repr=False
    )

    @property
    def text(self) -> str:
        """What was typed, or an empty text."""
        return self.inbound.text or ""

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """What the text says, clause by clause: read once, and kept no longer than the turn."""
        if self._read[0] != self.text:
            self._read = (self.text, tuple(ClauseReader().read(self.text)))
        return self._read[1]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The procedures that the text may be about but for the matter under way, the surest first: weighed once."""
        under_way = self.state.topic.procedure
        if self._weighed[0] != (self.text, under_way):
            found = Meant.packaged().candidates(self.guidance.search, self.text, self.clauses, under_way=under_way)
            self._weighed = (self.text, under_way), tuple(found)
        return self._weighed[1]

    @contextmanager
    def reading(self, text: str, understanding: Understanding | None = None) -> Iterator[None]:
        """Let a part of the message stand for all of it, for whoever answers that part alone.

        Args:
            text: the part.
            understanding: what it means; that of the whole where it is None.
        """
        whole = self.inbound, self.understanding
        self.inbound = replace(self.inbound, text=text)
        self.understanding = understanding or self.understanding
        try:
            yield
        finally:
            self.inbound, self.understanding = whole

    @property
    def owners(self) -> tuple[str, ...]:
        """All keys of the person in the booking service, this conversation's first."""
        return (self.owner, *self.linked_owners)

    @property
    def dialogue(self) -> Dialogue | None:
        """The dialogue under way."""
        return self.state.dialogue

    def reply(
        self,
        text: str,
        *,
        choices: Iterable[Choice | tuple[str, str]] = (),
        citations: Iterable[Source] = (),
        links: Iterable[Link] = (),
        request_contact: bool = False,
        file: File | None = None,
        told: Iterable[Told] = (),
    ) -> None:
        """Say something. ``choices`` are ``Choice``s or (label, payload) pairs; they become the latest menu."""
        made = tuple(self._labelled(c if isinstance(c, Choice) else Choice(*c)) for c in choices)
        text = self.translated(text)
        self.replies.append(
            Reply(self.spoken(text), made, tuple(citations), tuple(links), request_contact, file=file, told=tuple(told))
        )
        if made:
            self.state.menu = made
            self.state.menu_live = True

    def add(self, text: str, choice: Choice) -> None:
        """Add a line and a choice to the latest reply, so that they do not take its menu's place; or say them."""
        if not self.replies:
            self.reply(text, choices=[choice])
            return
        latest, choice = self.replies[-1], self._labelled(choice)
        text = self.translated(text)
        known = any(choice.label == offered.label for offered in latest.choices)
        made = latest.choices if known else (*latest.choices, choice)
        self.replies[-1] = replace(latest, text=f"{latest.text}\n{text}", choices=made)
        self.state.menu = made
        self.state.menu_live = True

    def _labelled(self, choice: Choice) -> Choice:
        return replace(choice, label=self.texts.label(self.profile.language, choice.label))

    def words(self, key: str, **values: object) -> str:
        """Return the text of ``key`` in the person's language, spoken to as they call themselves."""
        return self.spoken(self.texts.get(self.profile.language, key, **values))

    def translated(self, text: str) -> str:
        """Return content (rules, names, conditions) in the person's language, as far as it is written in that one."""
        return self.texts.told(self.profile.language, text)

    def spoken(self, text: str) -> str:
        """Return a text, ours or the rulebook's, with people spoken to as they call themselves."""
        form = self.state.memo.get(ADDRESS)
        if not form:
            return text
        return text.replace("Anh/chị", f"{form[:1].upper()}{form[1:]}").replace("anh/chị", form)

    def say(
        self,
        key: str,
        *,
        choices: Iterable[Choice | tuple[str, str]] = (),
        citations: Iterable[Source] = (),
        links: Iterable[Link] = (),
        **values: object,
    ) -> None:
        """Say the text of ``key``, like ``reply``."""
        self.reply(self.words(key, **values), choices=choices, citations=citations, links=links)

    def begin(self, name: str, step: str, **slots: Any) -> Dialogue:  # noqa: ANN401 - slots are JSON values
        """Start dialogue ``name`` at ``step``, ending the one under way."""
        self.state.dialogue = Dialogue(name, step, dict(slots), token=format(self.inbox_id, "x"))
        return self.state.dialogue

    def end(self) -> None:
        """End the dialogue under way."""
        self.state.dialogue = None

    def renew_token(self) -> str:
        """Give the dialogue a new token, so that buttons shown before no longer act; return it."""
        if self.state.dialogue is None:
            raise LookupError("no dialogue is under way")
        self.state.dialogue.token = format(self.inbox_id, "x")
        return self.state.dialogue.token

    def key(self, step: str) -> str:
        """Return the idempotency key of an outside call made at ``step`` of this turn."""
        # Ids of rows come again after a database was restored or begun anew; the moment of arrival does not.
        return f"inbox-{self.inbox_id}-{int(self.received_at.timestamp())}-{step}"


class Handler(Protocol):
    """An async function that answers a turn."""

    async def __call__(self, turn: Turn) -> None:
        """Read the turn, reply, change its state."""


class ChoiceHandler(Protocol):
    """Answers a pressed choice of its topic: ``#topic.action:argument``."""

    async def __call__(self, turn: Turn, action: str, argument: str) -> None:
        """Read the turn, reply, change its state."""


class DialogueHandler(Protocol):
    """A dialogue of several steps."""

    name: str

    @property
    def steps(self) -> Collection[str]:
        """All it may wait for; a step that is not among them is another version's."""

    async def advance(self, turn: Turn) -> bool:
        """Take the message as the answer to the current step.

        Returns:
            False where the message is no answer to it (a side question, another wish): then the router answers it
            as if no dialogue were under way and afterwards calls ``prompt``.
        """

    async def prompt(self, turn: Turn) -> None:
        """Ask the current step's question (again)."""

    async def leave(self, turn: Turn) -> None:
        """The person gives the dialogue up ("thôi khỏi"): release what is held and say so."""


def split_payload(payload: str) -> tuple[str, str, str]:
    """Split ``#topic.action:argument`` into its three parts; missing ones are empty."""
    head, _, argument = payload.removeprefix("#").partition(":")
    topic, _, action = head.partition(".")
    return topic, action, argument
