"""Which language the bot speaks with a person: Vietnamese, some English; Khmer is greeted back and no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.guidance.text import fold, has_diacritics
from bot.handlers.menu import menu

if TYPE_CHECKING:
    from bot.conversation.router import Router
    from bot.conversation.turn import Handler, Turn

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
_LANGUAGES = re.compile(r"\b(?:english|vietnamese|language)\b")
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
    """Answer in English whoever writes English, until they write Vietnamese or choose."""
    if turn.inbound.kind is not Kind.TEXT or turn.state.memo.get(MEMO) == _CHOSEN:
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
        switch_language(turn)
        rest = _asked_beside(turn) if turn.profile.language == "en" else ""
        if rest:
            turn.replies.pop()
            turn.say("language.english_from_here")
            await router.answer_part(turn, rest)

    return switch


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
    """Return what a text asks in English beside the language; empty where it asks nothing else."""
    said = [clause for clause in turn.clauses if clause.text.isascii() and not _LANGUAGES.search(fold(clause.text))]
    return ". ".join(clause.text for clause in said) if any(clause.act.asks for clause in said) else ""


async def choose(turn: Turn, action: str, argument: str) -> bool:
    """Answer a pressed `#lang.set:…`; False for a language that is not there."""
    if action != "set" or argument not in ("vi", "en"):
        return False
    turn.profile.language = argument
    turn.state.memo[MEMO] = _CHOSEN
    turn.say("language.english" if argument == "en" else "language.vietnamese", choices=menu(turn))
    return True
