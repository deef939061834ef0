"""What holds of every text that citizens read, wherever it lies: texts, rules, phrases, remarks of the offers table."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

import bot
from bot.broadcasts.checks import unexplained_abbreviations
from bot.content.deciders_loader import load_deciders
from bot.content.life_events_loader import load_life_events
from bot.content.rulebook_loader import load_rulebook, read_rows
from bot.content.texts_loader import load_texts
from bot.platforms.telegram.rendering import LIMITS as TELEGRAM
from bot.platforms.text import utf16_length
from bot.platforms.zalo_bot.platform import LIMITS as ZALO_BOT
from bot.platforms.zalo_oa.rendering import LIMITS as ZALO_OA

TEXTS = load_texts()
RULES = load_rulebook().to_plain()
LONG = "Trung tâm Phục vụ hành chính công xã Nguyễn Việt Khái"
FILLED = dict.fromkeys(
    ("requests", "remedies", "text", "question", "lead", "reason", "subject", "quote", "about", "wish", "terms"),
    LONG * 4,
)
"""Placeholders that hold sentences; any other holds a name, a number or a day."""
STAFF = "human.desk_"
"""Said in the staff chat, which is Vietnamese for all of them."""
NAMES = {"COVID"}
EMPHASISED = {"NOT", "KNOWN", "WAS", "ID"}
LONGEST_SHORT = 6
"""Short English words in capitals, and the everyday "ID number"; a longer word in capitals is no abbreviation."""
OTHER_ADDRESS = re.compile(
    r"\b(?:bạn|quý khách|quý vị|quý ông bà|ông bà anh chị|cô/chú|cô chú|chú/bác|(?<!một )mình)\b", re.IGNORECASE
)
ANSWERS = ("facts.", "visiting.", "units.", "source.", "sending.", "capacity.", "ways.", "unemployment.", "area.")
"""Texts that are units of an answer: they are put together, so each says one thing."""
LIMIT = min(TELEGRAM.text, ZALO_OA.text, ZALO_BOT.text)
LABEL = min(TELEGRAM.choice_label, ZALO_OA.choice_label)


def texts(language: str) -> dict[str, str]:
    """All texts of a language with their placeholders filled by long values."""
    found = {}
    for key in TEXTS.keys(language):
        values = {name: FILLED.get(name, LONG) for name in TEXTS.placeholders(language, key)}
        found[key] = TEXTS.get(language, key, **values)
    return found


def templates(language: str) -> dict[str, str]:
    """All texts of a language with each placeholder left as its name in braces."""
    keys = TEXTS.keys(language)
    return {
        key: TEXTS.get(language, key, **{name: f"{{{name}}}" for name in TEXTS.placeholders(language, key)})
        for key in keys
    }


def ruled() -> dict[str, str]:
    """All Vietnamese sentences of the rulebook that citizens may be told."""
    fields = {"do_vi", "why_vi", "past_vi", "text_vi", "vi"}
    sections = ("rules", "unsaid", "topics", "phrases", "regimes")
    return {
        f"{entry['id']}/{field}": entry[field]
        for section in sections
        for entry in RULES[section]
        for field in fields & entry.keys()
    }


def listed() -> dict[str, str]:
    """All that citizens are told out of the tables."""
    told = {
        "offers.csv": ("note", "basis"),
        "presence.csv": ("note", "basis", "question"),
        "procedures.csv": ("agency", "title"),
    }
    found = {
        f"{file}:{n}:{c}": row[c] for file, cs in told.items() for n, row in enumerate(read_rows(file), 2) for c in cs
    }
    for number, row in enumerate(read_rows("procedures.csv"), 2):
        found |= {f"procedures.csv:{number}:{c}": row[c] for c in ("time", "fee") if row[f"{c}_shown"] == "yes"}
    for event in load_life_events():
        found |= {f"{event.id}: title": event.title_vi, f"{event.id}: unsaid": event.unsaid_vi or ""}
        found |= {f"{event.id}: {step.procedure}": step.when for step in event.steps}
    return {where: text for where, text in found.items() if text}


def sentences(text: str) -> int:
    """How many sentences a text has; a colon or a semicolon ends none, a line does."""
    return len([part for part in re.split(r"(?<=[.?!])\s+|\n", text.strip()) if part.strip()])


def deciding() -> dict[str, str]:
    """All that citizens are told of who decides what; its English stands beside it."""
    found = {}
    for one in load_deciders():
        found |= {f"{one.id}: matter": one.matter_vi, f"{one.id}: note": one.note_vi}
        found |= {f"{one.id}: who {number}": body.ask_vi for number, body in enumerate(one.who)}
    return {where: text for where, text in found.items() if text}


VIETNAMESE = {**templates("vi"), **ruled(), **listed(), **deciding()}


def test_every_text_has_english_with_the_same_placeholders():
    ours = {key for key in TEXTS.keys("vi") if not key.startswith(STAFF)}
    assert ours == set(TEXTS.keys("en"))
    differ = {key for key in ours if TEXTS.placeholders("vi", key) != TEXTS.placeholders("en", key)}
    assert differ == set()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_text_fits_one_message_of_every_platform(language):
    long = {key: utf16_length(text) for key, text in texts(language).items() if utf16_length(text) > LIMIT}
    assert long == {}
    assert {key: len(text) for key, text in templates(language).items() if len(text) > 520} == {}, "nobody reads more"


@functools.cache
def labels() -> set[str]:
    """Keys of the texts on buttons, as the code has them: a choice's label, or a word beside its payload."""
    found = {f"intent.{name.removeprefix('intent.')}" for name in TEXTS.keys("vi") if name.startswith("intent.")}
    for path in Path(bot.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            label = _label(node)
            if isinstance(label, ast.Call) and label.args and isinstance(label.args[0], ast.Constant):
                found.add(str(label.args[0].value))
    return found & set(TEXTS.keys("vi"))


def _label(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Choice" and node.args:
        return node.args[0]
    if isinstance(node, ast.Tuple) and len(node.elts) == 2:
        payload = node.elts[1]
        first = payload.values[0] if isinstance(payload, ast.JoinedStr) and payload.values else payload
        if isinstance(first, ast.Constant) and str(first.value).startswith("#"):
            return node.elts[0]
    return None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_button_can_be_read_whole(language):
    found = labels()
    assert len(found) > 80
    short = {key: text for key, text in templates(language).items() if key in found and "{" not in text}
    assert {key: text for key, text in short.items() if len(text) > LABEL} == {}
    assert [title for title in (row["title"] for row in read_rows("procedures.csv")) if len(title) > LABEL] == []


def test_one_act_has_one_name():
    same = {
        "Đổi lịch hẹn": (
            "appointments.change",
            "appointments.move_instead",
            "reminders.move",
            "intent.change_appointment",
        ),
        "Hủy lịch hẹn": ("appointments.cancel", "reminders.cancel", "intent.cancel_appointment"),
        "Chọn buổi khác": ("appointments.other_day", "booking.fix_day"),
        "Để lại số để cán bộ gọi lại": ("ways.call", "human.call", "reminders.call_me"),
        "Hỏi việc khác": ("ask.other", "intent.out_of_scope", "intent.nlu_fallback"),
    }
    assert {
        key: TEXTS.get("vi", key) for name, keys in same.items() for key in keys if TEXTS.get("vi", key) != name
    } == {}


def test_no_unit_of_an_answer_has_more_than_two_sentences():
    units = {key: text for key, text in templates("vi").items() if key.startswith(ANSWERS)}
    units |= {key: text for key, text in templates("en").items() if key.startswith(ANSWERS)}
    units |= {key: text for key, text in {**ruled(), **listed()}.items() if not key.startswith("REG-")}
    assert {key: text for key, text in units.items() if sentences(text) > 2} == {}
    assert {key: text for key, text in templates("vi").items() if sentences(text) > 7} == {}


def test_no_abbreviation_stays_unexplained():
    found = {
        where: set(unexplained_abbreviations(re.sub(r"\{\w+\}|\bCM-\w+", " ", text))) - NAMES
        for where, text in VIETNAMESE.items()
    }
    found |= {
        f"en {key}": set(unexplained_abbreviations(re.sub(r"\{\w+\}|\bCM-\w+", " ", text))) - EMPHASISED
        for key, text in templates("en").items()
    }
    short = {where: [word for word in words if len(word) <= LONGEST_SHORT] for where, words in found.items()}
    assert {where: words for where, words in short.items() if words} == {}


def test_people_are_addressed_in_one_way():
    said = dict(VIETNAMESE)
    for folder in ("handlers", "platforms", "conversation", "web"):
        for path in (Path(bot.__file__).parent / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and re.match(r"[A-ZĐ].* .*[.?:]$", node.value)
                ):
                    said[f"{path.name}:{node.lineno}"] = node.value
    other = {where: text for where, text in said.items() if OTHER_ADDRESS.search(text)}
    assert other == {}


PROMISES = re.compile(
    r"chưa cần đi đâu|trả lời ngay|cán bộ sẽ gọi|mỗi khi|yên tâm|không phải nộp gì|bên lao động|hệ thống này",
    re.IGNORECASE,
)


def test_nothing_is_promised_that_the_code_does_not_keep():
    assert {where: text for where, text in VIETNAMESE.items() if PROMISES.search(text)} == {}
