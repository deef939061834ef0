"""The ladder in the chat: how this person hands this dossier in, and what remains when no open way can be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.conversation.messages import Choice
from bot.guidance.channels import Channel
from bot.guidance.rulebook.text import ask_words
from bot.guidance.steering.model import Appointment, Remedy, StepState
from bot.guidance.steering.text import explain
from bot.handlers import difficulties, mentions, online_and_post, which
from bot.handlers.answers import Answer
from bot.handlers.callback.reason import because
from bot.handlers.coming_locks import tell_coming_lock
from bot.handlers.finding import ladder_of, person_unit, procedure_of
from bot.handlers.hotline import whom_to_ask
from bot.handlers.menu import book_choice, other
from bot.handlers.online_and_post import page_links
from bot.handlers.questions import case, repeating

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.conversation.messages import Link
    from bot.conversation.turn import Handler, Turn
    from bot.guidance.answers import AnswerUnit
    from bot.guidance.procedures import Procedure
    from bot.guidance.steering.model import Ladder, Rung

MEMO = "ladder"
ASKED_AREA = "asked_area"
_SENDING = (Channel.ONLINE, Channel.POSTAL)


@dataclass(slots=True)
class Tried:
    """What is remembered of the latest ladder.

    Attributes:
        procedure: its national code, or None for a general question.
        cannot: ways the person says they cannot use.
        must_come: their answer to the ladder's question.
        said: their own words about it, for the call-back request.
    """

    procedure: str | None = None
    cannot: list[str] = field(default_factory=list)
    must_come: bool | None = None
    said: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, turn: Turn, procedure: str | None) -> Tried:
        """Return what is remembered for ``procedure``; obstacles named before any procedure carry over."""
        memo: dict[str, Any] = turn.state.memo.get(MEMO) or {}
        if memo.get("procedure") not in (None, procedure):
            return cls(procedure)
        return cls(procedure, list(memo.get("cannot", ())), memo.get("must_come"), list(memo.get("said", ())))

    def meet(self, cannot: Iterable[Channel], said: str = "") -> None:
        """Add ways that cannot be used, and the words in which that was said."""
        new = [channel.value for channel in cannot if channel.value not in self.cannot]
        self.cannot += new
        if new and said and said not in self.said:
            self.said.append(said)

    def keep(self, turn: Turn) -> None:
        """Remember it."""
        turn.state.memo[MEMO] = {
            "procedure": self.procedure,
            "cannot": self.cannot,
            "must_come": self.must_come,
            "said": self.said,
        }


def show(
    turn: Turn,
    procedure: Procedure,
    tried: Tried | None = None,
    *,
    topics: Iterable[str] = (),
    lead: str | None = None,
) -> None:
    """Tell how to submit ``procedure``, with the obstacles in this message and those named before.

    Args:
        turn: the turn.
        procedure: what is to be submitted.
        tried: what is known of the person, where it is not only remembered.
        topics: topics that were asked about; where nothing speaks about them, that is said.
        lead: said first, in place of the procedure's name; it names the procedure.
    """
    if tell_ended(turn, procedure):
        return
    ladder, known = climb(turn, procedure, tried)
    inside = case.inside(turn, procedure.code)
    said = f"{ladder.first} {sorted(known.cannot)} {known.must_come} {sorted(topics)} {inside}"
    books = ladder.may_book and inside is None and ladder.appointment is not Appointment.AGENCY_CALLS
    if lead is None and repeating.told_ways_already(turn, procedure, _to_go(ladder, inside), said, books=books):
        return
    answer = Answer(turn, ladder.advice)
    answer.add(lead or turn.words("ways.about", title=procedure.title))
    copy = turn.guidance.catalogue.get(procedure.copies)
    answer.add(copy_enough(turn, procedure))
    if procedure.imported:
        answer.say("ways.named_only")
    from_inside = case.inside_unit(turn, procedure.code)
    if from_inside is None:
        _tell_shut(turn, ladder, answer, case.shut_unit(turn, procedure.code))
        _tell(turn, ladder, answer, _without_net(turn, procedure.code, known))
    else:
        _tell_from_inside(turn, ladder, answer, from_inside)
    answer.silence(*topics)
    choices = steps(turn, ladder, procedure, known)
    if copy is not None:
        choices.append(Choice(copy.title, f"#way.show:{copy.code}"))
    if ladder.question and known.must_come is None and from_inside is None:
        answer.ask("ways.question", question=ladder.question)
        choices = [
            Choice(turn.words("ways.yes"), f"#way.must:{procedure.code}/yes"),
            Choice(turn.words("ways.no"), f"#way.must:{procedure.code}/no"),
            *choices,
        ]
    if ladder.callback is not None:
        because(turn, turn.words("ways.call_reason", title=procedure.title), said=known.said, cannot=known.cannot)
    if depends_on_area(turn, ladder):
        turn.state.memo[ASKED_AREA] = True
        which.await_area(turn, "ask_submission_channel")
        answer.ask("ways.ask_area")
    answer.send(choices=choices, links=_page(turn, procedure))


def climb(turn: Turn, procedure: Procedure, tried: Tried | None = None) -> tuple[Ladder, Tried]:
    """Return the ladder of a procedure for this person, and what is known of them; the matter is now under way."""
    known = tried or Tried.of(turn, procedure.code)
    _meet_told(turn, procedure.code, known)
    known.keep(turn)
    turn.state.topic.procedure = procedure.code
    ladder = ladder_of(turn, procedure.code, cannot=known.cannot, must_come=known.must_come)
    difficulties.note_ladder(turn, ladder)
    return ladder, known


def copy_enough(turn: Turn, procedure: Procedure) -> str | None:
    """Return the sentence that a copy mostly does instead of registering anew, where that is so."""
    copy = turn.guidance.catalogue.get(procedure.copies)
    return None if copy is None else turn.words("ways.copy_enough", title=copy.title)


def _meet_told(turn: Turn, code: str, known: Tried) -> None:
    """Take in what this message, or one before, tells of ways that cannot be used, or can after all."""
    known.meet(mentions.obstacles(turn.text), turn.text)
    if known.must_come is None:
        known.must_come = case.must_come_by_age(turn, code)
    if case.offline(turn, code) is not None:
        known.meet([Channel.ONLINE])
    elif case.online_again(turn, code) and Channel.ONLINE in known.cannot:
        known.cannot.remove(Channel.ONLINE)


def _page(turn: Turn, procedure: Procedure) -> Sequence[Link]:
    """Return the page of what is only named, for somebody who can open it."""
    readable = procedure.imported and case.offline(turn, procedure.code) is None
    return page_links(turn, procedure) if readable else ()


def tell_ended(turn: Turn, procedure: Procedure) -> bool:
    """Say that a code is valid no more, and what took its place; False where it is valid."""
    guidance = turn.guidance
    end = guidance.fields.ended(procedure.code, at=turn.moment, known_at=turn.received_at)
    if end is None:
        return False
    turn.state.topic.procedure = procedure.code
    after = [one for code in end.replaced_by if (one := guidance.catalogue.get(code)) is not None]
    said = turn.words("ways.ended", title=procedure.title, date=f"{end.since:%d/%m/%Y}")
    if after:
        said = f"{said} {turn.words('ways.ended_by', titles=', '.join(turn.translated(one.title) for one in after))}"
    turn.reply(said, choices=[*(Choice(one.title, f"#way.show:{one.code}") for one in after), other(turn)])
    return True


def depends_on_area(turn: Turn, ladder: Ladder) -> bool:
    """Return whether a slot hangs on where the person lives, and they were not asked yet: it is asked only once."""
    asked = turn.state.memo.get(ASKED_AREA)
    known = bool(turn.profile.area or asked)
    return ladder.may_book and not known and bool(turn.guidance.locks_ahead(turn.moment))


def _without_net(turn: Turn, code: str, known: Tried) -> AnswerUnit | None:
    """Return what tells which way needs no internet, to somebody who has none and named no other way as closed."""
    unit = case.offline_unit(turn, code)
    return unit if unit is not None and unit.known and set(known.cannot) <= {Channel.ONLINE.value} else None


def _tell_shut(turn: Turn, ladder: Ladder, answer: Answer, unit: AnswerUnit | None) -> None:
    """Tell who must come and cannot what is known, and whom to ask; it is not left at that they must."""
    if unit is None:
        return
    asks = turn.words("case.ask_first", ask=whom_to_ask(turn, ladder.procedure or ""))
    answer.add(f"{case.words(turn, unit.short)} {asks}")
    case.note_told(turn, unit)


def _tell(turn: Turn, ladder: Ladder, answer: Answer, without_net: AnswerUnit | None) -> None:
    told = explain(ladder, turn.guidance.rulebook)
    answer.cite(*told.citations)
    first = told.first
    if without_net is not None:
        first = case.words(turn, without_net.short)
        case.note_told(turn, without_net)
    answer.add(" ".join((first, *told.why)), " ".join(told.notes), " ".join(told.no_slot))
    answer.silence(*(silence.topic for silence in ladder.unsaid if silence.topic != "no_exception"))
    help_needed = ladder.callback is not None and not any(_open(rung) for rung in ladder.steps)
    remains = [line for remedy, line in zip(ladder.remains, told.remains, strict=True) if remedy is not Remedy.AGENCY]
    if help_needed and remains:
        answer.say("ways.remains", remedies="\n".join(f"• {line}" for line in remains))
    if ladder.not_before is not None:
        answer.say("ways.not_before", date=f"{ladder.not_before:%H:%M %d/%m/%Y}")
    if Channel.IN_PERSON in ladder.first:
        home = person_unit(turn)
        if home is not None:
            tell_coming_lock(turn, answer, home)
        answer.warn(ladder.warnings)
    answer.add(told.basis)


def _to_go(ladder: Ladder, inside: object) -> list[Channel]:
    """Return the ways to go, without the counter for somebody who cannot leave."""
    return [channel for channel in ladder.first if inside is None or channel is not Channel.IN_PERSON]


def _tell_from_inside(turn: Turn, ladder: Ladder, answer: Answer, unit: AnswerUnit) -> None:
    """Tell somebody who cannot leave what works without leaving; nothing of counters and of going out."""
    answer.add(case.words(turn, unit.short))
    case.note_told(turn, unit)
    if not unit.known or unit.asks:
        line = ladder.advice.hotline
        whom = ask_words(ladder.advice, turn.guidance.rulebook) if line else turn.words("case.office_inside")
        answer.say("case.inside_ask", ask=whom)
    rungs = [ladder.step(channel) for channel in _SENDING]
    answer.add(" ".join(rung.note for rung in rungs if rung.note and rung.state is StepState.OPEN))
    answer.cite(*(citation for rung in rungs for reason in rung.reasons for citation in reason.citations))


def _open(rung: Rung) -> bool:
    return rung.channel in _SENDING and rung.state is StepState.OPEN and rung.usable


def steps(turn: Turn, ladder: Ladder, procedure: Procedure, tried: Tried) -> list[Choice]:
    """Return the choices that go on from a ladder: the open ways, a visit where one can be booked, a call."""
    code = procedure.code
    if ladder.appointment is Appointment.AGENCY_CALLS and ladder.callback is not None:
        return [Choice(turn.words("ways.call"), f"#call.start:{ladder.callback.value}/{code}"), other(turn)]
    choices = []
    open_ways = [rung for rung in ladder.steps if rung.channel in _SENDING and rung.state is StepState.OPEN]
    usable = [rung.channel for rung in open_ways if rung.usable]
    if Channel.ONLINE in usable:
        choices.append(Choice(turn.words("ways.online"), f"#way.online:{code}"))
    if Channel.POSTAL in usable and ladder.step(Channel.IN_PERSON).state is not StepState.DUTY:
        choices.append(Choice(turn.words("ways.post"), f"#way.post:{code}"))
    if ladder.may_book and case.shut_unit(turn, code) is not None:
        choices.append(Choice(turn.words("ways.call"), f"#call.start:hotline/{code}"))
    elif ladder.may_book:
        choices.append(book_choice(turn, code))
        if case.inside(turn, code) is not None and not usable:
            choices.append(Choice(turn.words("ways.call"), f"#call.start:hotline/{code}"))
    elif usable and ladder.binding:
        choices.append(Choice(turn.words("ways.stuck"), f"#way.stuck:{code}"))
    if ladder.callback is not None:
        call = Choice(turn.words("ways.call"), f"#call.start:{ladder.callback.value}/{code}")
        choices += [call] if call not in choices else []
    if not tried.cannot:
        choices.append(other(turn))
    return choices


def note_obstacles(turn: Turn) -> frozenset[Channel]:
    """Remember what a message that names no one procedure says cannot be used, and return it."""
    cannot = mentions.obstacles(turn.text)
    if cannot:
        tried = Tried.of(turn, None)
        tried.meet(cannot, turn.text)
        tried.keep(turn)
    return cannot


def tell_general(turn: Turn, answer: Answer) -> Ladder:
    """Say how dossiers are submitted in general, and return that ladder."""
    cannot = note_obstacles(turn)
    tried = Tried.of(turn, None)
    tried.meet([Channel.ONLINE] if case.offline(turn) is not None else ())
    ladder = ladder_of(turn, None, cannot=tried.cannot)
    difficulties.note_ladder(turn, ladder)
    told = explain(ladder, turn.guidance.rulebook)
    answer.add(told.first)
    answer.cite(*told.citations)
    if cannot and ladder.binding:
        answer.silence("no_exception")
    return ladder


async def choose(turn: Turn, action: str, argument: str) -> bool:
    """Answer a pressed `#way.…`; False when it names nothing that is known."""
    code, _, detail = argument.partition("/")
    procedure = turn.guidance.catalogue.get(code)
    if procedure is None:
        return False
    tried = Tried.of(turn, code)
    if action == "online":
        online_and_post.online(turn, procedure)
    elif action == "post":
        online_and_post.post(turn, procedure)
    elif action == "must" and detail in ("yes", "no"):
        tried.must_come = detail == "yes"
        show(turn, procedure, tried)
    elif action == "stuck" and detail in ("", *_SENDING):
        cannot = [Channel(detail)] if detail else _SENDING
        tried.meet(cannot)
        difficulties.note_said(turn, cannot)
        show(turn, procedure, tried)
    elif action == "show":
        show(turn, procedure)
    else:
        return False
    return True


def obstacle_first(handler: Handler) -> Handler:
    """Wrap a handler: "nhà không có mạng, bưu điện xa" after a ladder goes on with that ladder."""

    async def answer(turn: Turn) -> None:
        code = (turn.state.memo.get(MEMO) or {}).get("procedure")
        if code and mentions.obstacles(turn.text):
            found = procedure_of(turn)
            procedure = found.procedure if found.named else turn.guidance.catalogue.get(code)
            if procedure is not None:
                show(turn, procedure)
                return
        await handler(turn)

    return answer
