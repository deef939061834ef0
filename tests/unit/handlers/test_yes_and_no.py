"""Yes and no belong to a proposition: every unit that says one is asked in eight ways, and none comes out wrong."""

from __future__ import annotations

import functools
import re
from collections import Counter

import pytest

from bot.conversation.messages import Inbound, Kind, PlatformName
from bot.conversation.state import Profile, State
from bot.conversation.turn import Turn
from bot.conversation.understood import Understanding
from bot.guidance.answers import Basis, Focus, Polarity
from bot.handlers.questions.choosing import choose
from bot.handlers.questions.hearing import hear
from bot.understanding.clauses import Act
from tests.unit.handlers.phrasings import Said, cases, compiled, opposite, what_it_says, words
from tests.unit.handlers.turns import FALLBACK, LETTER, TODAY, Chat, guidance, payloads, said, texts

FEWEST = 700
LEAST_ANSWERED = 0.88
"""Share of the phrasings that are answered by the unit that they ask for."""
MOST_WRONG = 0.01
"""Share of them that get a yes or no about something else."""
EVERY = 7
"""Units between two of which one phrasing is sent through a whole turn."""
BIRTH, WEDDING, TEMPORARY = "1.001193", "1.000894", "1.004194"


@functools.cache
def units_with_yes_or_no():
    return tuple(cases())


def read(text, code):
    """Return the question that a text asks of a procedure under way."""
    state = State()
    state.topic.procedure = code
    turn = Turn(
        inbox_id=1,
        inbound=Inbound(PlatformName.TERMINAL, "e1", "p1", "p1", Kind.TEXT, text=text),
        moment=TODAY,
        understanding=Understanding(FALLBACK, 0.0, source="rasa"),
        profile=Profile(introduced=True),
        state=state,
        guidance=guidance(),
        people=None,
        owner="owner-1",
        texts=texts(),
        received_at=TODAY,
    )
    (question, *others) = hear(turn).questions or (None,)
    return None if others or question is None or question.topic.named else question


async def ask(text, code, moment=TODAY, intent="nlu_fallback", **memory):
    chat = Chat(moment, **memory)
    chat.state.topic.procedure = code
    return await chat.say(text, intent)


def told(replies):
    return [one.unit for reply in replies for one in reply.told]


def test_every_phrasing_of_every_unit_is_answered_by_its_proposition_or_without_yes_and_no():
    """The reading is made of the text alone, so a text is read once; the unit is chosen for each procedure."""
    heard = functools.cache(lambda text: read(text, BIRTH if "công an xã" not in text else TEMPORARY))
    asked, flipped, wrong = Counter(), [], []
    for case in units_with_yes_or_no():
        for way, text in case.phrasings():
            question = heard(text)
            if question is None:
                asked["not read"] += 1
                continue
            units = compiled(case.unit.topic, question.focus, tuple(case.facts.items()))
            (unit, *_) = choose(units, question.text, whether=question.act is Act.ASKS_WHETHER)
            if unit.id == case.unit.id:
                asked["own"] += 1
                flipped += [(way, text, unit.id)] if opposite(case, what_it_says(words(unit.short))) else []
            elif unit.focus is case.unit.focus and unit.short.key == "answers.paper_not_listed":
                flipped.append((way, text, "said not to be in the list"))
            elif unit.yes_no is not None and unit.focus is not Focus.WHO_MAY_GO:
                same = unit.focus is case.unit.focus and unit.yes_no is not case.unit.yes_no
                (flipped if same else wrong).append((way, text, unit.id))
    count = 8 * len(units_with_yes_or_no())
    assert len(units_with_yes_or_no()) > FEWEST
    assert flipped == []
    assert len(wrong) <= MOST_WRONG * count, wrong
    assert asked["own"] >= LEAST_ANSWERED * count, asked


async def test_the_answer_of_a_whole_turn_says_the_proposition():
    for place, case in enumerate(one for one in units_with_yes_or_no() if not one.facts):
        if place % EVERY:
            continue
        way, text = list(case.phrasings())[place // EVERY % 8]
        replies = await ask(text, case.unit.topic)
        if case.unit.id in told(replies):
            answer = said(replies).splitlines()[1]
            assert answer.startswith(words(case.unit.short).splitlines()[0]), (way, text)
            assert not opposite(case, what_it_says(answer)), (way, text)


def test_only_what_a_source_states_says_yes_or_no_and_the_word_never_stands_alone():
    for case in units_with_yes_or_no():
        answer = words(case.unit.short)
        assert case.unit.basis is Basis.STATED
        assert (what_it_says(answer) is Said.DEPENDS) == (case.unit.yes_no is Polarity.DEPENDS), answer
        assert len(re.split(r"[.;]", answer)[0].split()) > 2 or case.unit.focus is Focus.FEE, answer


def test_what_no_source_states_begins_with_no_word_for_yes_or_no():
    for procedure in guidance().catalogue:
        for focus in {case.unit.focus for case in units_with_yes_or_no()} - {Focus.FEE}:
            for unit in compiled(procedure.code, focus, ()):
                answer = words(unit.short)
                if unit.yes_no is None and "chưa biết" not in answer:
                    assert what_it_says(answer) in {None, Said.DEPENDS}, f"{unit.id}: {answer}"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("nộp qua mạng được, đúng không", "channel/online"),
        ("nop qua mang duoc, co dung vay khong", "channel/online"),
        ("gửi bưu điện được mà. Thiệt không?", "channel/postal"),
        ("nghe người ta nói gửi bưu điện được mà có thiệt hông", "channel/postal"),
        ("nghe nói nộp qua mạng được mà", "channel/online"),
        ("chắc gì gửi bưu điện được", "channel/postal"),
        ("không phải nộp qua mạng được à", "channel/online"),
        ("khong phai nop qua mang duoc a", "channel/online"),
        ("khỏi đích thân đến à", "must_come/no"),
        ("không phải đích thân đến?", "must_come/no"),
        ("không nộp trực tiếp được hả", "channel/in_person"),
        ("nộp tại quầy cũng được phải không", "channel/in_person"),
        ("nộp ở ủy ban xã được không", "place/commune_committee"),
        ("có phải nộp giấy chứng sinh không", "papers/paper3"),
        ("chắc gì phải nộp giấy chứng sinh", "papers/paper3"),
    ],
)
async def test_a_tag_a_doubt_and_a_negation_ask_the_same_as_the_plain_question(text, unit):
    assert told(await ask(text, BIRTH)) == [f"{BIRTH}/{unit}"]


async def test_a_passport_that_is_asked_for_is_no_going_for_somebody():
    assert "hộ chiếu" in said(await ask("có phải nộp hộ chiếu không", "2.001263"))
    assert told(await ask("có phải nộp hộ chiếu không", "2.001263"))[0].startswith("2.001263/papers/paper")


async def test_an_authorisation_that_is_asked_for_is_no_other_matter():
    assert told(await ask("có cần văn bản ủy quyền không", "2.000635")) == ["2.000635/who_may_go/may"]


async def test_a_paper_of_every_case_is_needed_and_one_of_some_names_them():
    every = said(await ask("có cần tờ khai thay đổi thông tin cư trú không", "1.002755"))
    assert "Phải nộp tờ khai thay đổi thông tin cư trú, trường hợp nào cũng vậy." in every
    some = said(await ask("có cần biên lai nộp thuế trước bạ của tàu không", "1.003650"))
    assert "Còn tùy: cần biên lai nộp thuế trước bạ của tàu trong những trường hợp: " in some
    assert "tàu đóng mới" in some
    assert "tàu cải hoán" in some


@pytest.mark.parametrize("text", ["không phải chứng thực ạ", "khong phai chung thuc a", "không phải, ý tui là khai tử"])
async def test_putting_something_right_is_still_no_question(text):
    chat = Chat(TODAY)
    chat.state.topic.procedure = BIRTH
    assert not any("/channel/" in unit or "/papers/" in unit for unit in told(await chat.say(text, "deny")))


async def test_who_may_hand_it_in_at_a_counter_is_offered_a_visit_where_one_can_be_booked():
    replies = await ask("nộp trực tiếp được không", WEDDING, intent="ask_inperson_allowed")
    assert "Được nộp trực tiếp." in said(replies)
    assert f"#book.start:{WEDDING}" in payloads(replies)


async def test_where_a_rule_binds_counters_who_may_come_all_the_same_is_told_at_length():
    replies = await ask("nộp trực tiếp được không", BIRTH, moment=LETTER, intent="ask_inperson_allowed")
    assert told(replies) == []
    assert "đặt lịch" in said(replies)


NEGATED = re.compile(r"\b(?:không|chưa|chẳng|chả|đừng|khỏi|đâu có|sao lại)\b(?! ?\?)", re.IGNORECASE)
TAGS = re.compile(r",? ?(?:phải|đúng|được|có|chịu)? ?(?:không|chưa)(?: (?:anh/chị|ạ|nhé))?\?$|,? ?(?:nhé|chứ|hả)\?$")
OPEN_WORDS = re.compile(r"\b(?:nào|gì|mấy|ai|đâu|bao nhiêu|hay|khi nào)\b", re.IGNORECASE)
YES_OR_NO = frozenset(
    {
        "answers.told_nothing_new",
        "appointments.read_back_cancel",
        "area.resembles",
        "ask.which_one",
        "booking.consent_short",
        "booking.ask_remembered",
        "call.read_back_send",
        "case.unnamed_maybe",
        "case.ask_poor",
        "consent.text",
        "link.question",
        "subscribe.terms",
    }
)


def yes_no_questions():
    """Yield every sentence of the bot's own that wants a yes or no, with the key of its text."""
    for key in texts().keys("vi"):
        filled = dict.fromkeys(texts().placeholders("vi", key), "X")
        for sentence in re.findall(r"[^.?!\n]*\?", texts().get("vi", key, **filled)):
            if (TAGS.search(sentence) or sentence.strip().startswith("Có phải")) and not OPEN_WORDS.search(sentence):
                yield key, sentence.strip()


def test_no_question_of_the_bot_is_negative():
    """Whether "dạ" agrees to "không phải … hả" nobody can tell."""
    asked = dict(yes_no_questions())
    assert [(key, text) for key, text in asked.items() if NEGATED.search(TAGS.sub("", text))] == []
    assert asked.keys() >= YES_OR_NO
