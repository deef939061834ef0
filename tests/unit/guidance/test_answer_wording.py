"""How answers read: everyday sentences that lose no number and no condition of their fields, and say nothing twice."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from bot.content.reference import load_reference
from bot.content.rulebook_loader import load_offers, load_rulebook
from bot.content.texts_loader import load_texts
from bot.guidance.answers import AnswerUnits, Focus, Row, Say
from bot.guidance.answers.plain import clauses, in_plain_words, is_over, plain
from bot.guidance.catalogue.values import FieldKind
from bot.guidance.moments import VIETNAM
from bot.guidance.text import fold

CLAUSE = 5
"""From how many words on a repeated clause is one."""
TODAY = datetime(2026, 12, 1, 9, tzinfo=VIETNAM)
ANSWERED_BY = {
    FieldKind.PAPER: (Focus.PAPERS, Focus.MISSING_PAPER),
    FieldKind.FEE: (Focus.FEE,),
    FieldKind.TIME: (Focus.TIME,),
    FieldKind.RECEIVER: (Focus.PLACE,),
    FieldKind.DEADLINE: (Focus.DEADLINE,),
    FieldKind.POST: (Focus.PAPERS,),
    FieldKind.PRESENCE: (Focus.MUST_COME, Focus.WHO_MAY_GO),
}
NUMBER = re.compile(r"\d+(?:[./]\d+)*")
ON_THE_PORTAL = re.compile(r"(?:khi )?nop qua mang(?:$|[:,] khai tren)")
"""A form that is filled in on the web is told as that, in the same words for all procedures."""
STANDING_FOR_MORE = {"tuy truong hop", "co khi duoc khoi", "khong co thi co giay thay", "tuy nguoi, tuy viec"}
"""What a short answer says in brackets instead of a condition that the long one has."""


def words(text, language="vi"):
    if isinstance(text, Row):
        return text.by.join(words(part, language) for part in text.parts)
    if isinstance(text, Say):
        values = {name: words(value, language) for name, value in text.values.items()}
        return load_texts().get(language, text.key, **values)
    return str(text)


@pytest.fixture(scope="module")
def units():
    reference = load_reference()
    return AnswerUnits(reference.catalogue, reference.fields, load_rulebook(), load_offers(), reference.glossary)


@pytest.fixture(scope="module")
def told(units):
    """All units of the procedures that were read, by procedure and focus."""
    return {
        (procedure.code, focus): units.units_for(procedure.code, focus, {}, at=TODAY, known_at=TODAY)
        for procedure in units.fields
        for focus in Focus
    }


def read(procedure, focus, told):
    return "\n".join(words(unit.long or unit.short) for unit in told[procedure, focus])


def spoken(text):
    """What stands in a text, whatever becomes of its punctuation and capitals when it is put into sentences."""
    return " ".join(re.sub(r"[^\w/%]+", " ", fold(text)).split())


@pytest.mark.parametrize("kind", ANSWERED_BY, ids=str)
def test_no_number_and_no_condition_of_a_field_is_lost(units, told, kind):
    lost = []
    for procedure in units.fields:
        answer = spoken(" ".join(read(procedure.code, focus, told) for focus in ANSWERED_BY[kind]))
        laws = spoken(
            " ".join(
                law
                for focus in ANSWERED_BY[kind]
                for unit in told[procedure.code, focus]
                for place in unit.places
                for law in place.laws
            )
        )
        for one in units.fields.told(procedure.code, kind, at=TODAY, known_at=TODAY).told:
            if not in_question(one, kind):
                continue
            said = in_plain_words(one).field
            held = [clause for clause in clauses(said.condition) if not is_over(clause, TODAY.date())]
            for clause in held:
                other_words = fold(clause) in {"khong qua", "nhieu nhat"} or ON_THE_PORTAL.match(fold(clause))
                if not other_words and spoken(clause) not in answer:
                    lost.append(f"{procedure.code} {one.field.id}: {clause}")
            raw = " ".join((*held, *one.field.instead, str(getattr(one.field.value, "what", ""))))
            numbers = {number for text in NUMBER.findall(raw) for number in spoken(text).split()}
            missing = {number for number in numbers if not re.search(rf"(?<!\d){number}(?!\d)", f"{answer} {laws}")}
            if missing:
                lost.append(f"{procedure.code} {one.field.id}: {missing}")
    assert not lost, "\n".join(lost)


def test_every_rule_for_all_papers_is_told(units, told):
    """Copies, certifying, what a foreign paper takes, who a matter is for: what readers noted beside the papers."""
    lost = []
    for procedure in units.fields:
        said = " ".join(read(procedure.code, focus, told) for focus in (Focus.PAPERS, Focus.ELIGIBILITY))
        lost += [
            f"{procedure.code}: {clause}"
            for one in units.fields.told(procedure.code, FieldKind.PAPER_RULE, at=TODAY, known_at=TODAY).told
            for clause in clauses(plain(one.field.value.text)[0])
            if spoken(clause) not in spoken(said)
        ]
    assert lost == []


def test_conditions_of_a_page_answer_who_a_matter_is_for(told):
    (conditions,) = told["2.001008", Focus.ELIGIBILITY]
    assert words(conditions.short).startswith(
        "Cổng ghi điều kiện: người dịch không phải cộng tác viên, tự dịch giấy tờ"
    )
    (read_with_the_rest, *_rest) = told["2.001159", Focus.ELIGIBILITY]
    assert words(read_with_the_rest.short).startswith("Cổng ghi điều kiện: Anh chị em ruột, vợ chồng")


def in_question(one, kind):
    """A receiver on the web is told as the way it is; what is confirmed while the office works is no deadline."""
    value = one.field.value
    if kind is FieldKind.RECEIVER:
        return value.office.value not in {"portal", "post"} and one.field.channel in {None, "in_person"}
    if kind is FieldKind.DEADLINE:
        return not re.search(r"truc tuyen|bieu mau|bo sung|phan hoi|qua mang", fold(plain(value.what)[0]))
    if kind is FieldKind.PRESENCE:
        return value.must_come.value != "unsaid" or value.another_may.value != "unsaid"
    return kind is not FieldKind.FEE or "phan mo ta" not in fold(one.field.condition)


def test_a_short_answer_says_nothing_that_its_long_one_does_not(told):
    wrong = []
    for found in told.values():
        for unit in found:
            if unit.long is None:
                continue
            short, long = words(unit.short), spoken(words(unit.long))
            short = short.partition(" Trường hợp phải thêm giấy:")[0]  # which cases there are, and not what they need
            numbers = set(NUMBER.findall(re.sub(r"và \d+ (?:giấy|trường hợp|điều) nữa", "", short)))
            wrong += [f"{unit.id}: {one}" for one in numbers if spoken(one) not in long]
            for note in re.findall(r"\(([^()]*)\)", short):
                if fold(note) not in STANDING_FOR_MORE and spoken(note) not in long:
                    wrong.append(f"{unit.id}: ({note})")
    assert not wrong, "\n".join(wrong)


def test_no_clause_is_said_twice_in_an_answer(told):
    twice = []
    for (_code, focus), found in told.items():
        if focus is Focus.PLACE:
            continue  # whoever may hand in at either of two offices is named with both
        for unit in found:
            for text in filter(None, (unit.short, unit.long)):
                said = [spoken(part) for part in re.split(r"[.;\n]\s", re.sub(r"[()]", ";", words(text)))]
                said = [part for part in said if len(part.split()) >= CLAUSE]
                twice += [f"{unit.id}: {part}" for part in set(said) if said.count(part) > 1]
    assert not twice, "\n".join(twice)


def test_nothing_is_abbreviated_that_a_fisherwoman_would_not_know(told):
    strange = re.compile(r"(?<![\w/.-])(?:UBND|HĐND|CCCD|CMND|CSDL|BHXH|BHYT|BHTN|DVC|LLTP|TTYT|NĐ|TT|QĐ)(?![\w/-])")
    found = {
        f"{unit.id}: {match[0]}"
        for units_told in told.values()
        for unit in units_told
        for text in filter(None, (unit.short, unit.long))
        for match in strange.finditer(words(text))
    }
    assert found == set()


def test_no_condition_is_cut_in_the_middle(told):
    cut = {unit.id for found in told.values() for unit in found for text in (unit.short, unit.long)
           if text and re.search(r" …", words(text))}  # fmt: skip
    assert cut == set()


@pytest.mark.parametrize(
    ("code", "focus", "said"),
    [
        (
            "1.014064",
            Focus.FEE,
            (
                "70.000 đồng mỗi thẻ, nộp trực tiếp hay nộp qua mạng đều vậy. Mức cho người mất thẻ,"
                " hỏng không dùng được, trở lại quốc tịch; từ 01/7/2025 đến hết 31/12/2026 thì thu một nửa."
                " Chưa rõ mức ở Cà Mau: tiền bưu điện đem kết quả về."
            ),
        ),
        (
            "1.014064",
            Focus.TIME,
            "Chờ nhiều nhất 7 ngày làm việc, nộp cách nào cũng vậy. Bưu điện chỉ để trả kết quả.",
        ),
        (
            "1.010038",
            Focus.FEE,
            "10.000 đồng mỗi lần đăng ký nếu nộp trực tiếp; 5.000 đồng mỗi lần đăng ký nếu nộp qua mạng.",
        ),
        ("3.000347", Focus.FEE, "135.000 đồng mỗi lần, nộp trực tiếp hay nộp qua mạng đều vậy."),
        (
            "1.001193",
            Focus.DEADLINE,
            (
                "Hạn là 60 ngày: cha hoặc mẹ đi khai sinh cho con, tính từ ngày sinh"
                " (cha mẹ không đi được thì ông bà, người thân thích, người hoặc tổ chức đang nuôi đi)."
            ),
        ),
    ],
    ids=["lost-card-fee", "lost-card-time", "household-fee", "licence-fee", "birth-deadline"],
)
def test_what_is_alike_for_all_ways_is_said_once(told, code, focus, said):
    assert words(told[code, focus][0].short) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1.001742", "nơi đang giữ hồ sơ chờ: đang chờ hưởng"),
        ("1.002759", "nơi trực tiếp thu: người đã hiến bộ phận cơ thể"),
        ("1.010386", "nơi gần nhất: nhận từ thứ 2"),
        ("2.000693", "nơi đang tham gia: người đang đóng bảo hiểm xã hội tự nguyện"),
        ("2.000821", "nơi đang chi trả: người mất đang lãnh lương hưu"),
        ("3.000347", "Công an xã, phường (nơi có điểm tiếp nhận)"),
    ],
)
def test_which_office_of_its_kind_takes_it_in_is_told(told, code, said):
    desks = next(unit for unit in told[code, Focus.PLACE] if unit.id.endswith("/desks"))
    assert said in words(desks.long or desks.short)


def test_what_only_says_whether_it_is_taken_on_is_no_time_to_wait(told):
    for code in ("1.012812", "1.013967"):
        assert not re.search(r"Chờ 0?[35] ngày", words(told[code, Focus.TIME][0].short)), code
        assert any("có nhận giải quyết hay không" in words(unit.short) for unit in told[code, Focus.PAPERS]), code


def test_that_the_original_is_handed_in_goes_without_saying(told):
    (papers, *_rest) = told["1.001193", Focus.PAPERS]
    lines = words(papers.long).splitlines()
    assert lines[1].startswith("– Giấy chứng sinh. Khỏi nộp bản giấy nếu đã nộp bản điện tử")
    assert "Không có thì dùng văn bản của người làm chứng về việc sinh." in lines[1]
    assert not any(fold(line).count("ban chinh;") for line in lines)


def test_a_law_that_is_cited_in_passing_stands_in_the_source(told):
    (papers, *_rest) = told["1.001193", Focus.PAPERS]
    assert "Nghị định" not in words(papers.long)
    assert {law for place in papers.places for law in place.laws} == {"khoản 2 Điều 14 Nghị định 104/2022/NĐ-CP"}


def test_a_rule_that_the_fields_tell_already_is_not_told_beside_them(told):
    found = [unit for unit in told["1.014064", Focus.FEE] if unit.known]
    assert [unit.id for unit in found] == ["1.014064/fee/amount"]
    assert [citation.number for citation in found[0].citations] == ["64/2025/TT-BTC"]


@pytest.mark.parametrize(
    ("raw", "said", "laws"),
    [
        (
            "không tra được nơi cư trú theo khoản 2 Điều 14 NĐ 104/2022/NĐ-CP; tra được thì khỏi xuất trình",
            "không tra được nơi cư trú; tra được thì khỏi đưa xem",
            ("khoản 2 Điều 14 Nghị định 104/2022/NĐ-CP",),
        ),
        ("Các trường hợp theo Điều 24 Luật Cư trú", "Các trường hợp theo Điều 24 Luật Cư trú", ()),
        ("Nếu xin bản sao; theo Thông tư 281/2016/TT-BTC, không nêu mức", "Nếu xin bản sao; không nêu mức",
         ("Thông tư 281/2016/TT-BTC",)),
        ("UBND cấp xã hoặc HĐND; gửi bưu chính", "Ủy ban nhân dân xã, phường hoặc Hội đồng nhân dân; gửi bưu điện", ()),
    ],
)  # fmt: skip
def test_a_citation_goes_only_where_the_condition_stays_the_same_without_it(raw, said, laws):
    assert plain(raw) == (said, laws)
