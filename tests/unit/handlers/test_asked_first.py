"""What is asked for is taken first: a name, a phone, a place, a number, whatever else the words may mean."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from bot.conversation.state import Profile, State
from bot.guidance.places.gazetteer import Level
from bot.guidance.text import strip_diacritics
from tests.unit.handlers.counter import COPIES, PHONE, Counter
from tests.unit.handlers.turns import LETTER, reference, said

DATA = Path(__file__).parents[2] / "data" / "common_names.txt"
MISREAD = "manage_notifications"
"""What the NLU made of "Nhan" again and again: it is answered in any dialogue."""


def names() -> list[str]:
    lines = [line for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [name.strip() for line in lines for name in re.split(r";" if ";" in line else r"\s", line) if name.strip()]


NAMES = names()
CALL = ["#call.start:hotline/", "đồng ý"]
BOOKING = [f"#book.start:{COPIES}", "xã Tắc Vân", "sáng mai", "2", "đồng ý"]


class Kept:
    """A conversation that is brought to one step once, and begins there again for each message."""

    def __init__(self) -> None:
        self.chat = Counter()

    async def at(self, *before: str) -> Kept:
        for each in before:
            if each.startswith("#"):  # as far as it is known: what is offered may carry a token
                offered = [
                    payload for _, payload in self.chat.state.to_json().get("menu", ()) if payload.startswith(each)
                ]
                await self.chat.press(offered[0] if offered else each)
            else:
                await self.chat.say(each)
        self.kept = json.dumps([self.chat.state.to_json(), self.chat.profile.to_json()])
        return self

    async def say(self, text: str, intent: str | None = MISREAD) -> str:
        state, profile = json.loads(self.kept)
        self.chat.state, self.chat.profile = State.from_json(state), Profile.from_json(profile)
        return said(await self.chat.say(text, intent))


def test_three_hundred_names():
    assert len(NAMES) >= 300
    assert len({strip_diacritics(name).lower() for name in NAMES}) >= 250


@pytest.mark.parametrize("intent", [MISREAD, None], ids=["misread", "as keywords read it"])
@pytest.mark.parametrize(
    ("dialogue", "then"),
    [
        (CALL, "phone"),
        (BOOKING, "phone"),
        ([*CALL, "Nguyễn Văn Demo", PHONE, "#call.name:"], "confirm"),
        ([*BOOKING, "Nguyễn Văn Demo", PHONE, "#book.fix:contact"], "phone"),
    ],
    ids=["call-back", "booking", "call-back put right", "booking put right"],
)
async def test_every_name_is_taken_where_a_name_is_asked_for(dialogue, then, intent):
    kept = await Kept().at(*dialogue)
    lost = {}
    ways = [(name, strip_diacritics(name), strip_diacritics(name).lower()) for name in NAMES]
    for typed in dict.fromkeys(itertools.chain.from_iterable(ways)):
        await kept.say(typed, intent)
        taken = kept.chat.state.dialogue
        if taken is None or taken.step != then or taken.slots.get("name", "").lower() != typed.lower():
            lost[typed] = (taken.step, taken.slots.get("name")) if taken is not None else None
    assert lost == {}


@pytest.mark.parametrize("frame", ["tui tên {}", "dạ {} nha", "tên {} ạ", "chị {}", "em là {}"])
async def test_with_politeness_around_it(frame):
    kept = await Kept().at(*CALL)
    for name in ("Nhàn", "Hồng", "Nguyễn Thị Hà", "Phạm Minh Khôi"):
        for typed in (name, strip_diacritics(name)):
            await kept.say(frame.format(typed))
            taken = kept.chat.state.dialogue
            assert taken is not None
            assert typed in (taken.slots.get("name") or ""), frame.format(typed)


@pytest.mark.parametrize("text", ["tắt thông báo", "xóa dữ liệu của tôi", "thôi khỏi", "để khi khác", "hủy", "tên gì?"])
@pytest.mark.parametrize("dialogue", [CALL, BOOKING], ids=["call-back", "booking"])
async def test_commands_and_questions_are_no_names(dialogue, text):
    kept = await Kept().at(*dialogue)
    await kept.say(text, None)
    taken = kept.chat.state.dialogue
    assert taken is None or not taken.slots.get("name")


async def test_danger_goes_before_a_name():
    kept = await Kept().at(*CALL)
    assert "114" in await kept.say("nhà tui cháy rồi", "emergency")


@pytest.mark.parametrize("dialogue", [CALL, BOOKING], ids=["call-back", "booking"])
@pytest.mark.parametrize("typed", [PHONE, "0912 000 111", "sđt 0912.000.111 nha", "+84912000111", "số tui 0912000111"])
async def test_a_phone_where_one_is_asked_for(dialogue, typed):
    kept = await Kept().at(*dialogue, "Nguyễn Văn Demo")
    await kept.say(typed)
    assert kept.chat.state.dialogue.slots["phone"] == PHONE


async def test_every_commune_where_a_place_is_asked_for():
    kept = await Kept().at(f"#book.start:{COPIES}")
    places = reference().places
    home = places.province_at(LETTER.date())
    communes = [
        unit
        for unit in places
        if unit.level is Level.COMMUNE and unit.exists_at(LETTER.date()) and places.contains(home.id, unit.id)
    ]
    lost = []
    for unit in communes:
        for typed in (unit.name, strip_diacritics(unit.name).lower()):
            await kept.say(typed)
            taken = kept.chat.state.dialogue
            if taken is None or (taken.step == "area" and not kept.chat.state.menu):
                lost.append(typed)
    assert len(communes) > 80
    assert lost == []


@pytest.mark.parametrize("typed", ["2", "hai bộ", "3 hồ sơ", "một bộ thôi", "2 bo ho so nha"])
async def test_a_number_where_one_is_asked_for(typed):
    kept = await Kept().at(f"#book.start:{COPIES}", "xã Tắc Vân", "sáng mai")
    await kept.say(typed)
    assert kept.chat.state.dialogue.slots["dossiers"] in (1, 2, 3)


CARELESS = json.loads((DATA.parent / "careless_answers.json").read_text(encoding="utf-8"))
UNTIL = {"place": BOOKING[:1], "day": BOOKING[:2], "count": BOOKING[:3], "phone": [*BOOKING, "Nguyễn Văn Demo"]}


@pytest.mark.parametrize("slot", UNTIL)
async def test_a_careless_answer_is_one_whatever_it_was_read_as(slot):
    kept = await Kept().at(*UNTIL[slot])

    async def came_of(text: str, intent: str) -> object:
        reply = await kept.say(text, intent)
        dialogue = kept.chat.state.dialogue
        number = dialogue.slots.get("dossiers") if dialogue is not None and slot == "count" else None
        return number or reply

    other = [text for text in CARELESS[slot] if await came_of(text, MISREAD) != await came_of(text, "provide_info")]
    assert len(CARELESS[slot]) >= 50
    assert other == []


@pytest.mark.parametrize("slot", UNTIL)
@pytest.mark.parametrize(
    "text", ["tắt thông báo", "hủy", "sao phải hỏi cái đó", "cấp lại sổ đỏ mất cần giấy tờ gì vậy em"]
)
async def test_another_wish_is_no_answer(slot, text):
    kept = await Kept().at(*UNTIL[slot])
    step = kept.chat.step
    await kept.say(text, None if text in ("hủy", "tắt thông báo") else "nlu_fallback")
    assert kept.chat.step in (step, None)


@pytest.mark.parametrize("intent", [MISREAD, "nlu_fallback", "ask_office_info"])
@pytest.mark.parametrize("around", ["{}", "dạ {} ạ", "{} nha em", "ok {} đi"])
async def test_a_typed_label_of_the_latest_menu_is_that_choice_whatever_it_was_read_as(around, intent):
    for before in (BOOKING[:4], [*BOOKING, "Nguyễn Văn Demo", PHONE]):
        kept = await Kept().at(*before)
        for label, payload in json.loads(kept.kept)[0]["menu"]:
            if payload.startswith(("#book.fix:day", "#book.at", "#book.confirm")):
                continue  # the hold that these take is gone the second time
            state, profile = json.loads(kept.kept)
            kept.chat.state, kept.chat.profile = State.from_json(state), Profile.from_json(profile)
            pressed = said(await kept.chat.press(payload))
            for typed in (label, strip_diacritics(label).lower()):
                assert await kept.say(around.format(typed), intent) == pressed, (typed, payload)
