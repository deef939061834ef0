"""Who a matter is for: told whole, held against an age that was told, and never said to be enough by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.content.reference import load_reference
from bot.content.rulebook_loader import load_offers, load_rulebook
from bot.guidance.answers import AnswerUnits, FactName, Focus, Polarity
from bot.guidance.answers.lint import MOST_SENTENCES, problems, sentences
from bot.guidance.answers.required import without_requirements
from bot.guidance.catalogue.book import FieldCatalogue, ProcedureFields, Reading
from bot.guidance.catalogue.field import Field, Method, Source, State
from bot.guidance.catalogue.values import Bound, FieldKind, Measure, MeasureUnit, Requirement, Stands
from bot.guidance.moments import VIETNAM
from tests.unit.guidance.test_answer_units import words

NOW = datetime(2026, 12, 4, 9, tzinfo=VIETNAM)
MARRIAGE, PENSION, ADOPTION = "1.000894", "1.014027", "2.001263"


@pytest.fixture(scope="module")
def units() -> AnswerUnits:
    reference = load_reference()
    return AnswerUnits(reference.catalogue, reference.fields, load_rulebook(), load_offers(), reference.glossary)


def first(units, code, at=NOW, **facts):
    told = {FactName(name): value for name, value in facts.items()}
    return units.units_for(code, Focus.ELIGIBILITY, told, at=at, known_at=NOW)[0]


def said(units, code, **facts):
    return words(first(units, code, **facts).short)


AGES = [
    (MARRIAGE, {"age": 17}, "17 tuổi thì chưa đủ tuổi: nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi.", Polarity.NO),
    (MARRIAGE, {"age": 18}, "18 tuổi thì nam chưa đủ tuổi, nữ đủ tuổi:", None),
    (MARRIAGE, {"age": 19}, "19 tuổi thì nam chưa đủ tuổi, nữ đủ tuổi:", None),
    (MARRIAGE, {"age": 20}, "20 tuổi thì đủ tuổi:", None),
    (PENSION, {"age": 69}, "69 tuổi thì chưa đủ tuổi:", Polarity.NO),
    (PENSION, {"age": 74}, "74 tuổi thì chưa đủ tuổi, thuộc hộ nghèo hoặc hộ cận nghèo thì đủ tuổi:", None),
    (PENSION, {"age": 73, "poor": "poor"}, "73 tuổi mà thuộc hộ nghèo hoặc hộ cận nghèo thì đủ tuổi:", None),
    (PENSION, {"age": 69, "poor": "near_poor"}, "69 tuổi thì chưa đủ tuổi:", Polarity.NO),
    (PENSION, {"age": 75}, "75 tuổi thì đủ tuổi:", None),
    (PENSION, {"age": 90, "poor": "poor"}, "90 tuổi thì đủ tuổi:", None),
]


@pytest.mark.parametrize(("code", "facts", "starts", "yes_no"), AGES)
def test_an_age_decides_only_what_it_can(units, code, facts, starts, yes_no):
    unit = first(units, code, **facts)
    assert words(unit.short).startswith(starts)
    assert unit.yes_no is yes_no
    if yes_no is None:
        assert "Điều kiện khác:" in words(unit.short)
    assert sentences(words(unit.short)) <= MOST_SENTENCES
    assert list(problems([unit], words)) == []


def test_without_an_age_both_ages_and_who_is_excluded_are_told(units):
    assert said(units, MARRIAGE).startswith(
        "Điều kiện: nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi; người đang có vợ hoặc chồng"
    )
    assert "và 3 điều nữa" in said(units, MARRIAGE)
    assert said(units, PENSION).startswith(
        "Điều kiện: từ đủ 75 tuổi, hoặc thuộc hộ nghèo hoặc hộ cận nghèo thì từ đủ 70 tuổi đến dưới 75 tuổi;"
    )


@pytest.mark.parametrize("code", [MARRIAGE, PENSION])
def test_every_requirement_is_told_in_full(units, code):
    told = units.fields.told(code, FieldKind.REQUIREMENT, at=NOW, known_at=NOW).told
    long = words(first(units, code).long)
    assert [one.field.value.text for one in told if one.field.value.text not in long] == []


def test_what_was_told_of_is_told_first(units):
    assert "Điều kiện khác: không lãnh lương hưu" in said(units, PENSION, age=80, pension=True)
    assert said(units, PENSION, disabled="blind") == said(units, PENSION)


def test_an_answer_out_of_a_law_names_its_articles(units):
    places = first(units, MARRIAGE).places
    assert {(one.document, one.part) for one in places} == {
        ("Luật Hôn nhân và gia đình (52/2014/QH13)", "Điều 8 khoản 1 điểm a"),
        ("Luật Hôn nhân và gia đình (52/2014/QH13)", "Điều 8 khoản 1 điểm c"),
        ("Luật Hôn nhân và gia đình (52/2014/QH13)", "Điều 5 khoản 2 điểm c"),
    }
    assert all(one.of_law and not one.confirmed for one in places)


def test_a_law_is_told_of_no_day_before_it_is_in_force(units):
    of_2021 = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
    assert not first(units, PENSION, at=of_2021).known
    marriage = first(units, MARRIAGE, at=of_2021, age=17)
    assert marriage.later_copy
    assert marriage.yes_no is None
    assert not first(units, PENSION, at=datetime(2026, 11, 20, 9, tzinfo=VIETNAM)).later_copy


def test_how_much_it_is_stays_unknown(units):
    (left,) = without_requirements([first(units, PENSION)])
    assert not left.known
    assert left.id == f"{PENSION}/eligibility/unknown"


# ── what a page may say ──────────────────────────────────────────────────────────────────────────────────────────────


def requirement(text, *, case="", **more):
    value = Requirement(text, **more)
    source = Source("0" * 16, "yeu_cau_dieu_kien", 0, 9, date(2026, 7, 1), Method.PAGE)
    return Field(ADOPTION, text, value, source, ("a", "b"), State.AGREED, date(2027, 1, 1), case)


def years(bound, number):
    return {"measure": Measure.AGE, "bound": bound, "number": number, "unit": MeasureUnit.YEAR}


def of_page(units, *fields):
    book = FieldCatalogue([ProcedureFields(ADOPTION, Reading.TWICE, fields)])
    return replace(units, fields=book)


def test_an_age_is_compared_with_nobody_else(units):
    page = of_page(
        units,
        requirement("hơn con nuôi từ 20 tuổi", subject="người nhận", **years(Bound.AT_LEAST, 20)),
        requirement("dưới 16 tuổi", subject="trẻ được nhận", **years(Bound.UNDER, 16)),
    )
    assert said(page, ADOPTION, age=12) == (
        "Cổng ghi điều kiện: người nhận: hơn con nuôi từ 20 tuổi; trẻ được nhận: dưới 16 tuổi."
    )


def test_an_exemption_is_never_lost_and_gives_no_no(units):
    page = of_page(units, requirement("từ 12 tuổi", unless="đi cùng cha mẹ", **years(Bound.AT_LEAST, 12)))
    unit = first(page, ADOPTION, age=10)
    assert words(unit.short) == "Cổng ghi điều kiện: từ 12 tuổi, trừ đi cùng cha mẹ."
    assert unit.yes_no is None


def test_an_age_of_one_case_decides_nothing(units):
    page = of_page(units, requirement("từ 12 tuổi", case="cai nghiện tự nguyện", **years(Bound.AT_LEAST, 12)))
    assert said(page, ADOPTION, age=10) == "Cổng ghi điều kiện: cai nghiện tự nguyện thì từ 12 tuổi."


def test_one_of_several_is_never_told_as_all_of_them(units):
    page = of_page(units, requirement("có nhà", group="A"), requirement("có đất", group="A"), requirement("có đơn"))
    assert said(page, ADOPTION) == "Cổng ghi điều kiện: có nhà, hoặc có đất; có đơn."


def test_an_upper_age_that_is_passed_is_too_old(units):
    page = of_page(units, requirement("dưới 16 tuổi", **years(Bound.UNDER, 16)))
    assert said(page, ADOPTION, age=20) == "20 tuổi thì quá tuổi: dưới 16 tuổi."


def test_what_a_page_says_stays_in_its_order_but_for_numbers_first_and_bare_articles_last(units):
    page = of_page(
        units,
        requirement("điều kiện ở Điều 5 Luật Nhà ở", stands=Stands.LAW),
        requirement("có đơn"),
        requirement("người đang ở tù", stands=Stands.NOT),
        requirement("hơn con nuôi từ 20 tuổi", subject="người nhận", **years(Bound.AT_LEAST, 20)),
    )
    assert said(page, ADOPTION) == (
        "Cổng ghi điều kiện: người nhận: hơn con nuôi từ 20 tuổi; có đơn; người đang ở tù thì không được; "
        "điều kiện ở Điều 5 Luật Nhà ở (cổng không ghi rõ hơn)."
    )


def test_of_a_number_in_one_case_only_the_rule_comes_first(units):
    assert said(units, "1.010038").startswith("Cổng ghi điều kiện: người tách hộ mà vẫn thường trú cùng chỗ")


def test_who_adopts_and_who_is_adopted_are_told_by_their_numbers_with_who_is_exempt(units):
    unit = first(units, ADOPTION, age=30)
    assert words(unit.short).startswith(
        "Cổng ghi điều kiện: người nhận con nuôi: hơn con nuôi từ 20 tuổi trở lên, trừ cha dượng, mẹ kế nhận con riêng"
    )
    assert "trẻ được nhận: dưới 16 tuổi, trừ cha dượng" in words(unit.short)
    assert unit.yes_no is None


def test_what_is_disputed_is_told_to_nobody(units):
    unit = first(units, ADOPTION)
    assert "không nơi nương tựa" not in words(unit.short) + words(unit.long)


@pytest.mark.parametrize("code", ["2.000693", "2.000806", "1.002693", "1.013274"])
def test_a_page_that_names_an_article_only_says_so_and_whom_to_ask(units, code):
    unit = first(units, code)
    assert words(unit.short).endswith("(cổng không ghi rõ hơn).")
    assert unit.asks
    assert unit.yes_no is None


def test_a_witness_who_may_not_be_needed_comes_after_what_the_page_asks_of_all(units):
    assert said(units, "2.000913").startswith("Cổng ghi điều kiện: các bên của giao dịch")


def test_every_requirement_of_a_page_is_told_and_no_sentence_of_it_twice(units):
    """A rule for all papers that stands in the same sentence, or in its heading, says the same in other words."""
    with_both = 0
    for procedure in units.fields:
        told = units.fields.told(procedure.code, FieldKind.REQUIREMENT, at=NOW, known_at=NOW).told
        if not told or procedure.code not in {one.code for one in units.catalogue}:
            continue
        (unit,) = units.units_for(procedure.code, Focus.ELIGIBILITY, {}, at=NOW, known_at=NOW)
        whole = words(unit.long or unit.short)
        for one in told:
            value = one.field.value
            assert all(part in whole for part in (value.text, value.subject, value.unless, one.field.case)), whole
        assert list(problems([unit], words)) == []
        rules = units.fields.told(procedure.code, FieldKind.PAPER_RULE, at=NOW, known_at=NOW).told
        places = [(one.field.source.start, one.field.source.end) for one in told]
        for rule in (one for one in rules if one.field.source.part == "yeu_cau_dieu_kien"):
            with_both += 1
            same = any(rule.field.source.start < end and start < rule.field.source.end for start, end in places)
            assert not (same and rule.field.value.text in whole), rule.field.value.text
    assert with_both > 15


SPOKEN_OF = [
    (ADOPTION, "ở tù rồi có được nhận con nuôi không", "người đang ở tù thì không được;"),
    ("2.000815", "giấy này có dấu mật thì sao y được không", "bản chính có dấu mật, hoặc không có dấu mật"),
    ("2.000815", "bản chính bị tẩy xóa có sao y được không", "bản chính bị tẩy xóa, sửa, thêm bớt"),
    (ADOPTION, "ai được nhận con nuôi", "người nhận con nuôi: hơn con nuôi từ 20 tuổi trở lên"),
    (ADOPTION, "", "người nhận con nuôi: hơn con nuôi từ 20 tuổi trở lên"),
]


@pytest.mark.parametrize(("code", "text", "starts"), SPOKEN_OF)
def test_what_the_question_speaks_of_is_told_first(units, code, text, starts):
    unit, *_rest = units.units_for(code, Focus.ELIGIBILITY, {}, at=NOW, known_at=NOW, text=text)
    assert words(unit.short).startswith(f"Cổng ghi điều kiện: {starts}")


def test_a_rule_of_another_sentence_is_told_with_the_requirements(units):
    unit = first(units, "2.000884")
    assert "Giấy ủy quyền được nhận:" in words(unit.long)
