"""How answers are taken by somebody who sees nothing but them: run over all procedures that were read."""

from __future__ import annotations

import re

import pytest

from bot.content.reference import load_reference
from bot.guidance.answers import Basis, Focus, Polarity
from bot.guidance.catalogue import Reading
from bot.guidance.catalogue.values import AnotherMay, FieldKind, MustCome, Office
from bot.guidance.channels import Channel
from tests.unit.guidance.test_answer_wording import TODAY, told, units, words

__all__ = ["told", "units"]

ON_WHAT = re.compile(
    r"(?:chỉ cần giấy này |(?:chỉ )?(?:khi|nếu) (?!được khỏi|phải nộp|phải đưa)|khỏi (?!\.)|không (?:cần|đòi|phải) "
    r"|trường hợp[ :]|nộp qua mạng thì |, trừ )",
    re.IGNORECASE,
)
"""How goes on what says "it depends": with that on which it does."""


@pytest.fixture(scope="module")
def said(told):
    """The words of every unit of papers, of who may go and so on, in short and in full."""
    return [
        (unit, words(text)) for found in told.values() for unit in found for text in (unit.short, unit.long) if text
    ]


def test_it_depends_is_followed_by_that_on_which_it_does(said):
    bare = [
        text
        for unit, text in said
        if unit.focus in {Focus.PAPERS, Focus.MISSING_PAPER}
        for rest in re.findall(r"[Cc]òn tùy(?::|, )(.*)", text)
        if not ON_WHAT.search(rest)
    ]
    assert bare == []


def test_no_paper_is_needed_only_if_there_is_one(said):
    assert [text for _unit, text in said if "chỉ cần giấy này nếu có" in text] == []


def test_a_condition_of_one_paper_is_not_told_as_a_fact(units):
    """What readers call needed in a case says in which: by its case, or by a condition that begins as one."""
    fact = re.compile(r"(?:không|chưa) có |(?:uỷ|ủy) quyền |tàu dài nhất|trẻ |người độc thân")
    facts = [
        f"{procedure.code} {one.field.id}: {one.field.condition}"
        for procedure in units.fields
        for one in units.fields.told(procedure.code, FieldKind.PAPER, at=TODAY, known_at=TODAY).told
        if fact.match(one.field.condition.lower())
    ]
    assert facts == []


def test_who_may_go_for_some_is_not_told_as_yes_for_all(told):
    flat = []
    for (code, focus), found in told.items():
        for unit in found:
            text = words(unit.short)
            if focus is Focus.WHO_MAY_GO and text.startswith("Được nhờ người khác đi thay:"):
                flat.append(f"{code}: {text}")
    assert flat == []


def test_nothing_is_called_unknown_that_another_field_tells(units, told):
    unknown = []
    for procedure in units.fields:
        code = procedure.code
        presence = units.fields.told(code, FieldKind.PRESENCE, at=TODAY, known_at=TODAY).told
        if any(one.field.value.another_may is not AnotherMay.UNSAID for one in presence):
            unknown += _flatly_unknown(told[code, Focus.MUST_COME])
        if any(one.field.value.must_come in {MustCome.YES, MustCome.WHEN} for one in presence):
            unknown += _flatly_unknown(told[code, Focus.WHO_MAY_GO])
        ways = " ".join(words(unit.short) for unit in told[code, Focus.CHANNEL] if unit.id.endswith("/ways"))
        for channel, way in (("online", "qua mạng"), ("postal", "qua bưu điện"), ("in_person", "trực tiếp")):
            if way in ways:
                unknown += _flatly_unknown(
                    unit for unit in told[code, Focus.CHANNEL] if unit.id.endswith(f"/{channel}")
                )
        if any("nhận kết quả" in one.field.condition for one in presence):
            names = [unit for unit in told[code, Focus.RESULT] if unit.id.endswith("/names")]
            unknown += [unit.id for unit in names if "chưa biết" in words(unit.short)]
    assert unknown == []


def _flatly_unknown(found):
    return [unit.id for unit in found if unit.basis is Basis.SILENT]


@pytest.mark.parametrize("code", ["1.003197", "1.010041"])
def test_an_office_behind_the_web_is_not_told_as_a_counter(told, code):
    places = [words(unit.short) for unit in told[code, Focus.PLACE]]
    assert all("Nộp ở" not in text and "Được nộp ở" not in text for text in places), places
    assert "Cổng chỉ ghi cách nộp qua mạng" in places[0]


def test_what_must_be_signed_there_is_said_beside_the_way_online(told):
    (online,) = [unit for unit in told["2.001016", Focus.CHANNEL] if unit.id.endswith("/online")]
    assert words(online.short).startswith("Được nộp qua mạng. Vẫn phải đích thân đến: người từ chối ký trước")


def test_a_time_before_something_is_not_told_as_a_time_after_it(told):
    assert words(told["1.001570", Focus.DEADLINE][0].short).startswith(
        "Hạn là chậm nhất 3 ngày làm việc trước ngày tạm ngừng"
    )


def test_an_aunt_finds_herself_among_those_who_need_no_such_paper(told):
    papers = words(told["2.001263", Focus.PAPERS][1].long)
    assert "Không cần khi cha dượng, mẹ kế nhận con riêng, hoặc cô, cậu, dì, chú, bác ruột nhận cháu" in papers


def test_the_web_is_no_other_place_where_not_all_can_be_done_there(units, told):
    only_partly = [
        code
        for code in (procedure.code for procedure in units.fields)
        for unit in told[code, Focus.CHANNEL]
        if unit.id.endswith("/online") and unit.yes_no is Polarity.DEPENDS
    ]
    assert {"1.014061", "1.014062", "1.013067"} <= set(only_partly)
    said_so = [code for code in only_partly for unit in told[code, Focus.PLACE] if "qua mạng cũng" in words(unit.short)]
    assert said_so == []


def test_nobody_is_told_to_come_all_the_same_where_some_need_not(units, told):
    wrong = []
    for code in (procedure.code for procedure in units.fields):
        presence = units.fields.told(code, FieldKind.PRESENCE, at=TODAY, known_at=TODAY).told
        if {one.field.value.must_come for one in presence} & {MustCome.NO, MustCome.WHEN}:
            wrong += [unit.id for unit in told[code, Focus.CHANNEL] if "Vẫn phải đích thân" in words(unit.short)]
    assert wrong == []


def test_that_they_have_to_come_is_told_once(told):
    twice = [
        words(unit.short)
        for found in told.values()
        for unit in found
        if unit.focus is Focus.CHANNEL and len(re.findall("phải có mặt|phải đến|phải đích thân", words(unit.short))) > 1
    ]
    assert [text for text in twice if "Vẫn phải đích thân" in text and "ủy quyền cho người kia. Vẫn" in text] == []


AT_A_CENTRE = {Office.COMMUNE_CENTRE, Office.PROVINCE_CENTRE, Office.ONE_STOP, Office.COMMUNE_COMMITTEE}


def test_the_rule_of_the_centres_stands_beside_no_office_that_is_none(units, told):
    beside = []
    for code in (procedure.code for procedure in units.fields):
        receivers = units.fields.told(code, FieldKind.RECEIVER, at=TODAY, known_at=TODAY).told
        offices = {one.field.value.office for one in receivers if one.field.channel in {None, Channel.IN_PERSON}} - {
            Office.PORTAL,
            Office.POST,
        }
        if offices and not offices & AT_A_CENTRE:
            beside += [code for unit in told[code, Focus.TERRITORY] if "37 Trung tâm" in words(unit.short)]
    assert beside == []
    assert any("37 Trung tâm" in words(unit.short) for unit in told["1.000656", Focus.TERRITORY])


@pytest.mark.parametrize(
    ("code", "says"),
    [("1.001456", "nơi thuận lợi"), ("3.000228", "không kể nơi cư trú"), ("1.001939", "toàn quốc"),
     ("1.001612", "cùng tỉnh"), ("1.001266", "cùng tỉnh")],
)  # fmt: skip
def test_another_place_is_not_unknown_where_the_office_is_told_as_any(told, code, says):
    found = [unit for unit in told[code, Focus.TERRITORY] if not unit.about]
    assert any(says in words(unit.short) for unit in found)
    assert _flatly_unknown(found) == []


def test_where_an_office_takes_it_in_that_it_does_so_at_its_counter_is_no_secret(told):
    fields = load_reference().fields
    unknown = {
        code
        for code, focus in told
        if focus is Focus.CHANNEL
        and any(unit.id.endswith("/desks") for unit in told[code, Focus.PLACE])
        and any("chưa biết" in words(one.short) for one in told[code, focus] if one.id.endswith("/in_person"))
        and next(one for one in fields if one.code == code).reading is Reading.TWICE
    }
    assert unknown == {"1.010039"}, "its page names the office, and the web as the only way"
