"""Reading the answers of laws that ship with the package."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from bot.content.laws import load_laws
from bot.content.safe_yaml import parse
from bot.guidance.law_answers import LawAnswer, LawAnswers, LawAnswersError
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NEEDED = {"id", "asked", "law", "asks"}
_ALLOWED = {"article", "matters", "named", "never"}


def load_law_answers() -> LawAnswers:
    """The packaged answers.

    Raises:
        LawAnswersError: the file is no YAML, or names what is wrong by answer and field.
    """
    return read_law_answers((files("bot.content") / "law_answers.yaml").read_text(encoding="utf-8"))


def read_law_answers(text: str) -> LawAnswers:
    """The answers of a YAML text.

    Raises:
        LawAnswersError: as above.
    """
    try:
        plain = parse(text)
    except yaml.YAMLError as error:
        raise LawAnswersError(f"not YAML: {error}") from error
    if not isinstance(plain, list):
        raise LawAnswersError("not a list of answers")
    return LawAnswers(map(_answer, plain))


def _answer(entry: Mapping[str, Any]) -> LawAnswer:
    where = str(entry.get("id", "an answer without id"))
    missing = [name for name in sorted(_NEEDED) if not entry.get(name)]
    strange = sorted(entry.keys() - _NEEDED - _ALLOWED)
    if missing or strange:
        what = f"{', '.join(missing)} missing or empty" if missing else f"unknown field {strange[0]}"
        raise LawAnswersError(f"{where}: {what}")
    law = load_laws().get(entry["law"])
    if law is None:
        raise LawAnswersError(f"{where}: law: {entry['law']!r} is none of laws.csv")
    return LawAnswer(
        entry["id"],
        tuple(_plain(group) for group in entry["asked"]),
        tuple(entry.get("matters", ())),
        _plain(entry.get("named", ())),
        _plain(entry.get("never", ())),
        law.name,
        entry.get("article", ""),
        law.since,
        law.read_on,
    )


def _plain(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(canonical, phrases))
