"""Which language the bot speaks with a person: Vietnamese, some English; Khmer is greeted back and no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.guidance.text import fold, has_diacritics
from bot.handlers.menu import menu

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.conversation.router import Router
    from bot.conversation.turn import Handler, Turn

    Questions = Callable[[Turn], Awaitable[bool]]


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


MEMO = "language"
_AUTO = "auto"
_CHOSEN = "chosen"
_ENGLISH = frozenset(
    {
        *("what", "how", "where", "when", "which", "who", "please", "is", "are", "was"),
        *("for", "you", "your", "need", "want", "with", "of", "does", "should", "could"),
        *("would", "will", "there", "hello", "my", "about", "know", "number", "office", "wrote"),
        *("write", "english", "have", "from", "this", "and", "or", "answer", "extend", "foreigner"),
        *(
            "i'd",
            "i'm",
            "i've",
            "i'll",
            "it's",
            "don't",
            "can't",
            "didn't",
            "isn't",
            "doesn't",
            "we",
            "she",
            "her",
            "his",
        ),
        *("they", "their", "our", "been", "were", "did", "has", "had", "if", "give", "tell"),
        *("appointment", "tomorrow", "morning", "afternoon", "certified", "copies", "certificate", "register"),
        *(
            "registration",
            "marriage",
            "married",
            "birth",
            "death",
            "licence",
            "license",
            "residence",
            "lost",
            "replace",
        ),
        *("renew", "wife", "husband", "baby's", "child", "agree", "delete", "somebody", "someone", "speak", "human"),
        *("papers", "documents", "much", "many", "any"),
    }
)
"""Words that are no Vietnamese syllable, with or without diacritics ("can", "the", "to", "do" are)."""
_LEAST_ENGLISH = 2
_MOSTLY = 0.7
"""Share of words without a Vietnamese sign from which on a text may be English: its places keep theirs ("Năm Căn")."""
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_NAMED = re.compile(r"\b(?:english|vietnamese|(?:tiếng|tieng) (?:anh|việt|viet|kinh)|anh (?:ngữ|ngu))\b", re.IGNORECASE)
_BEFORE_IT = _set(
    """
    i you we they he she me us it let let's lets i'll we'll i'd i'm can't don't dont can could would will shall
    may might should must do does did is are be am to in into for with my your the a any anybody anyone
    somebody someone who there not only just also now please pls plz sorry hi hello hey ok okay so and but or
    because then still again no like want need prefer rather try going able know understand read reads answer
    answers reply respond speak speaks speaking talk talking write writing chat continue switch change use
    using ask say type text message communicate good better little bit much very some well language back over
    da u em anh chi co chu bac ad ban toi tui minh con nguoi khong hong ko k biet hieu ranh doc noi tra loi
    nhan viet dung xai chuyen doi hoi bang qua sang lai giup gium dum cho la nuoc ngoai thoi duoc muon xin nho
    lam on vui long have an ma nhung
    """
)
_OPENS_IT = _set(
    """
    and but so because then please pls can could would will let let's i i'll i'd noi tra nhan viet chat dung
    xai chuyen doi co ma
    """
)
"""Where the wish may begin behind a question that has no sign."""
_SPEAKS = _set("answer reply respond speak speaks talk write chat switch change use noi tra nhan viet chuyen doi xai")
_BEHIND_IT = _set(
    """
    please pls plz now from here on onwards only thanks thank you then instead too if possible ok okay and so
    but well very good today with me us sorry because since though khong hong ko k duoc di nha nhe nghen voi
    giup gium dum em anh chi co chu con ad nua luon thoi a ha roi cho toi tui minh va ma version translation
    nhung
    """
)
"""What stands around the language's name and only wishes for it."""
_LOOKS_AT = 600
_TYPED = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
_FIRST = re.compile(r" ?([^\W\d_]{1,30})\b(?!['’])")
_SIGN = re.compile(r"[.,;:!?\n]")
_SIGNS = " .,;:!?-"
_SHORTEST = 2
"""Words of the shortest question beside the wish."""
_KHMER_SCRIPT = re.compile(r"[\u1780-\u17ff]")
_KHMER_WORDS = re.compile(r"\b(?:khmer|kho ?me|chum ?reap|sua ?s?dei|suosdey|sok ?sabay|arkun|orkun)\b")
_VIETNAMESE = re.compile(r"\b(?:tieng viet|vietnamese|viet nam|tieng kinh)\b")
_WANTS_VIETNAMESE = re.compile(
    r"\b(?:please|want|prefer|switch|change|rather|let us|lets|can we|could you|would you)\b.*\bvietnamese\b"
    r"|\bvietnamese\b.*\b(?:please|instead|is fine|is ok)\b|^(?:(?:ok|in) )*vietnamese$"
)
"""Who writes English and names Vietnamese mostly complains of it ("you answer in Vietnamese again?")."""
_TO_ENGLISH = re.compile(r"\b(?:english|tieng anh|anh ngu|ingles|anglais)\b")


def khmer(text: str) -> bool:
    """Return whether somebody writes or asks for Khmer."""
    return _KHMER_SCRIPT.search(text) is not None or _KHMER_WORDS.search(fold(text)) is not None


def speaks_english(text: str) -> bool:
    """Return whether a text is English beyond doubt."""
    said = _WORD.findall(text.lower().replace("’", "'"))
    plain = [word for word in said if word.isascii()]
    return len(_ENGLISH.intersection(plain)) >= _LEAST_ENGLISH and len(plain) >= _MOSTLY * len(said)


def follow(turn: Turn) -> None:
    """Answer in English whoever writes English, whatever they chose before, until they write Vietnamese or choose."""
    chosen = turn.state.memo.get(MEMO) == _CHOSEN
    if turn.inbound.kind is not Kind.TEXT or (chosen and turn.profile.language == "en"):
        return
    if turn.profile.language != "en" and speaks_english(turn.text):
        turn.profile.language = "en"
        turn.state.memo[MEMO] = _AUTO
    elif turn.state.memo.get(MEMO) == _AUTO and _speaks_vietnamese(turn):
        turn.profile.language = "vi"
        del turn.state.memo[MEMO]


def _speaks_vietnamese(turn: Turn) -> bool:
    """Return whether a text is Vietnamese and says more than a name or a place, which are so in every language."""
    data = turn.understanding.intent == "provide_info"
    return has_diacritics(turn.text) and not data and not speaks_english(turn.text)


def switching(router: Router) -> Handler:
    """Return the handler of the wish for another language: what is asked beside it is answered in that one."""

    async def switch(turn: Turn) -> None:
        before = turn.profile.language
        switch_language(turn)
        rest = _asked_beside(turn) if turn.profile.language == "en" or before == "en" else ""
        if rest:
            turn.replies.pop()
            turn.say(f"language.{'english' if turn.profile.language == 'en' else 'vietnamese'}_from_here")
            await router.answer_part(turn, rest)

    return switch


def first(questions: Questions, router: Router) -> Questions:
    """Let a language that is wished for beside a question be spoken from its answer on.

    Args:
        questions: answers single questions, which would take the whole message.
        router: answers what is asked beside.
    """
    switch = switching(router)

    async def answer(turn: Turn) -> bool:
        if turn.understanding.intent != "switch_language" or not wishes(turn.text) or not _asked_beside(turn):
            return await questions(turn)
        await switch(turn)
        return True

    return answer


def wishes(text: str, *, apart: bool = False) -> bool:
    """Return whether a text wishes to be answered in a language, and does not only name one.

    Args:
        text: as typed.
        apart: only a wish that is a clause of its own counts: "tờ khai viết tiếng Anh được không" is none.
    """
    said = text[:_LOOKS_AT]
    for found in _NAMED.finditer(said):
        before = _without_lead(said[: found.start()])
        lead = {fold(word) for word in _TYPED.findall(said[len(before) : found.end()])}
        stands = not apart or not before.strip() or before.rstrip()[-1] in _SIGNS
        if stands and not lead.isdisjoint(_SPEAKS):
            return True
    return False


def switch_language(turn: Turn) -> None:
    """Another language is asked for: Vietnamese and some English are there, and that is said plainly."""
    asked = f"{turn.text} {' '.join(turn.understanding.values('language'))}"
    plain = fold(asked)
    if khmer(asked):
        turn.reply(turn.words("language.khmer"), choices=menu(turn))
        return
    english = _TO_ENGLISH.search(plain) is not None
    wants_vietnamese = _WANTS_VIETNAMESE if speaks_english(turn.text) else _VIETNAMESE
    if wants_vietnamese.search(plain) and not (english and speaks_english(turn.text)):
        turn.profile.language = "vi"
        turn.state.memo[MEMO] = _CHOSEN
        turn.say("language.vietnamese", choices=menu(turn))
    elif english or speaks_english(turn.text):
        turn.profile.language = "en"
        turn.state.memo[MEMO] = _CHOSEN
        turn.say("language.english", choices=menu(turn))
    else:
        turn.say("language.offer", choices=[("Tiếng Việt", "#lang.set:vi"), ("English", "#lang.set:en")])


def _asked_beside(turn: Turn) -> str:
    """Return what a text asks beside the language, in whichever; empty where it asks nothing else."""
    rest = without_wish(turn.text)
    if len(rest.split()) < _SHORTEST:
        return ""
    with turn.reading(rest):
        asks = any(clause.act.asks for clause in turn.clauses)
        return ". ".join(clause.text for clause in turn.clauses) if asks else ""


def _without_lead(before: str) -> str:
    """Return what stands before a language's name without the words that wish for it, back to where they begin."""
    begins = sign = max((found.end() for found in _SIGN.finditer(before)), default=0)
    asked = True
    for word in reversed(list(_TYPED.finditer(before, sign))):
        said = fold(word.group()).replace("’", "'")
        if said not in _BEFORE_IT:
            break
        if said in _OPENS_IT:
            begins = word.start()
    else:
        asked = False
    return before[: begins if not asked or begins > sign else len(before)]


def without_wish(text: str) -> str:
    """Return a text without the clauses that wish for a language, as far as their words only do that."""
    rest = " ".join(text[:_LOOKS_AT].split())
    for found in reversed(list(_NAMED.finditer(rest))):
        before, behind = _without_lead(rest[: found.start()]), rest[found.end() :]
        while (word := _FIRST.match(behind)) is not None and fold(word[1]) in _BEHIND_IT:
            behind = behind[word.end() :]
        rest = f"{before.rstrip()} . {behind.lstrip(_SIGNS)}"
    return " ".join(rest.split()).strip(_SIGNS)


async def choose(turn: Turn, action: str, argument: str) -> bool:
    """Answer a pressed `#lang.set:…`; False for a language that is not there."""
    if action != "set" or argument not in ("vi", "en"):
        return False
    turn.profile.language = argument
    turn.state.memo[MEMO] = _CHOSEN
    turn.say("language.english" if argument == "en" else "language.vietnamese", choices=menu(turn))
    return True
