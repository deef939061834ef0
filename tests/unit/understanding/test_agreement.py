"""What commits: replies that other hands wrote, near misses of our own, and politeness, which commits to nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.understanding.agreement import Asked, Means, read_agreement
from bot.understanding.fold import strip_diacritics

EVALUATION = Path(__file__).parents[3] / "evaluation"
_OPENED = ("second_closed", "third_open", "fourth_open", "fourth_closed")
OPEN_HALVES = tuple(f"replies_{hand}.jsonl" for hand in _OPENED)
DATA = Path(__file__).parents[2] / "data"
AGREEING = {"agree", "agree_and_more"}
LEAST_TAKEN = 0.95
SHOWN = json.loads((DATA / "replies_shown.json").read_text("utf-8"))
POLITE = frozenset({Means.POLITE, Means.ONE_WORD})


def rows(name):
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def means(row):
    """Replies of later hands answer the questions of ``replies_shown.json``; of earlier ones the question is lost."""
    shown = SHOWN[row["asked"]] if row.get("shown") else ""
    return read_agreement(row["text"], Asked(row["asked"]), shown).means


def test_no_reply_of_other_hands_commits_where_it_does_not_mean_to():
    wrong = [row for row in rows("replies.jsonl") if means(row) is Means.AGREES and row["meaning"] not in AGREEING]
    assert wrong == []


def test_natural_agreements_of_other_hands_are_taken():
    """Politeness alone and the bare word are told apart by the grammar; a name is no consent (see ``why``)."""
    read = [means(row) for row in rows("replies.jsonl") if row["meaning"] in AGREEING and "why" not in row]
    assert read.count(Means.AGREES) / len(read) >= LEAST_TAKEN


def test_open_halves_of_later_hands():
    """They answer ``replies_shown.json``; those called closed were opened after they had been scored."""
    own = [json.loads(line) for name in OPEN_HALVES for line in (EVALUATION / name).read_text("utf-8").splitlines()]
    read = [(row, means({**row, "shown": True})) for row in own]
    assert [row for row, each in read if each is Means.AGREES and not row["agrees"]] == []
    agreeing = [each for row, each in read if row["agrees"]]
    assert agreeing.count(Means.AGREES) / len(agreeing) >= LEAST_TAKEN


def test_a_doubted_label_says_why_and_is_still_asked_about():
    doubted = [row for row in rows("replies.jsonl") if "why" in row]
    assert doubted
    assert {means(row) for row in doubted} <= POLITE | {Means.OTHER}


def test_our_own_near_misses_and_agreements():
    own = rows("replies_own.jsonl")
    wrong = [row for row in own if (means(row) is Means.AGREES) is not row["commits"]]
    assert wrong == []
    assert sum(not row["commits"] for row in own) > len(own) / 2


@pytest.mark.parametrize("asked", Asked)
@pytest.mark.parametrize("text", ["được", "dạ được", "đc em"])
def test_that_it_may_be_done_is_told_from_politeness_where_it_can_be_taken_back(text, asked):
    allows = asked in {Asked.BOOK, Asked.MOVE}
    assert read_agreement(text, asked).means is (Means.ALLOWS if allows else Means.POLITE)


STAYS = [
    "khỏi đổi",
    "khoi doi",
    "thôi khỏi đổi nữa",
    "thôi không dời nữa",
    "thoi khong doi nua",
    "đừng đổi",
    "không cần chuyển nữa",
    "giữ lịch cũ đi",
    "giu lich cu di em",
    "để y như cũ đi",
    "giữ nguyên đi",
    "keep it",
]


@pytest.mark.parametrize("text", [*STAYS, *(f"{text}, mà phí bao nhiêu" for text in STAYS)])
def test_a_move_that_shall_not_be_is_no_agreement_to_it(text):
    assert read_agreement(text, Asked.MOVE).means in {Means.REFUSES, Means.OTHER}


@pytest.mark.parametrize("text", ["khỏi đổi", "không đổi nữa", "khoi sua"])
def test_nothing_to_change_agrees_to_a_booking(text):
    assert read_agreement(text, Asked.BOOK).means is Means.AGREES


@pytest.mark.parametrize("text", ["đổi đi, không đổi ý đâu", "đổi đi em", "ừ dời qua bữa đó đi"])
def test_a_move_is_agreed_to(text):
    assert read_agreement(text, Asked.MOVE).means is Means.AGREES


@pytest.mark.parametrize("asked", Asked)
@pytest.mark.parametrize("text", ["dạ", "ok", "ừ", "vâng ạ", "ok em", "uh", "oke oke", "dạ cảm ơn em"])
def test_politeness_is_politeness(text, asked):
    assert read_agreement(text, asked).means is Means.POLITE


@pytest.mark.parametrize(
    ("asked", "text"),
    [("cancel", "hủy"), ("cancel", "Hủy lịch."), ("erase", "xoa"), ("book", "đặt lịch"), ("cancel", "cancel")],
)
def test_the_bare_word_may_be_the_wish_once_more(asked, text):
    assert read_agreement(text, Asked(asked)).means is Means.ONE_WORD


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("book", "thôi khỏi, tui nhờ thằng con nộp cho lẹ"),
        ("cancel", "đừng đừng, để đó, mai con nước êm tui đi"),
        ("cancel", "không không không giữ nguyên"),
        ("erase", "thôi để đó, mai mốt còn có bằng chứng"),
        ("erase", "em không xóa"),
        ("consent", "hong"),
        ("consent", "không cho lưu đâu"),
    ],
)
def test_plain_refusals(asked, text):
    assert read_agreement(text, Asked(asked)).means is Means.REFUSES


def test_what_is_said_beside_is_kept_as_typed():
    read = read_agreement("Uh đồng ý. Mà mấy giờ mở cửa vậy?", Asked.BOOK)
    assert (read.means, read.besides) == (Means.AGREES, ("Mà mấy giờ mở cửa vậy",))
    read = read_agreement("dung roi ma con cho ba ma tui di chung duoc hong", Asked.BOOK)
    assert read.besides == ("ma con cho ba ma tui di chung duoc hong",)
    read = read_agreement("dong y. ten Sau Hung 0919 123 456 goi tui buoi trua nha", Asked.CONSENT)
    assert read.besides == ("ten Sau Hung 0919 123 456 goi tui buoi trua nha",)


def test_long_stories_commit_to_nothing():
    assert read_agreement("đồng ý " + "mà tui kể nghe " * 40, Asked.BOOK).means is Means.OTHER


@pytest.mark.parametrize("text", ["👍", "👌", "👍🏻", "👍👍"])
def test_a_thumb_agrees_to_what_can_be_taken_back(text):
    assert read_agreement(text, Asked.BOOK).means is Means.AGREES
    assert read_agreement(text, Asked.CONSENT).means is Means.AGREES
    assert read_agreement(text, Asked.CANCEL).means is Means.POLITE
    assert read_agreement(text, Asked.ERASE).means is Means.POLITE


@pytest.mark.parametrize("text", ["", " ", "👎", "...", "?", "ok?", "đồng ý?", "👍?"])
def test_nothing_and_doubt_agree_to_nothing(text):
    for asked in Asked:
        assert read_agreement(text, asked).means in (Means.OTHER, Means.POLITE)


DENYING = (
    *("không", "ko", "hông", "hổng", "hem", "khogn", "chưa", "đừng", "khoan", "khỏi", "thôi khỏi", "chẳng", "đâu có"),
    *("nếu", "chừng nào", "khi nào", "chắc", "chắc gì", "để mai", "để coi", "phải chi", "có nên", "ai nói", "don't"),
    *("not", "maybe", "if", "nghe nói", "từ từ rồi", "má tui kêu"),
)
YES_TOO = ("chắc rồi", "chac roi")
"""Read as "sure" where they come together."""


def spoken_in_one_breath():
    for row in rows("replies_own.jsonl"):
        if row["commits"] and not set(row["text"]) & set(".,;!?👍👌✅"):
            yield row["asked"], row["text"]


@pytest.mark.parametrize("word", DENYING)
def test_nothing_that_denies_doubts_or_sets_a_condition_commits_before_an_agreement(word):
    committed = [
        (asked, said)
        for asked, text in spoken_in_one_breath()
        for said in {f"{word} {text}", f"{strip_diacritics(word)} {strip_diacritics(text)}"}
        if not said.startswith((*YES_TOO, "dung "))  # bare, "dung" before "roi" is "đúng"
        and read_agreement(said, Asked(asked)).means is Means.AGREES
    ]
    assert committed == []


@pytest.mark.parametrize("asked", Asked)
@pytest.mark.parametrize("word", ["dung", "đừng", "dừng"])
def test_a_bare_dung_before_the_act_is_no_yes(word, asked):
    act = {"book": "dat", "move": "doi", "cancel": "huy", "erase": "xoa", "consent": "luu"}[asked.value]
    for text in (f"{word} {act}", f"{word} {act} nha", f"{word} {act} em oi", f"ok {word} {act}"):
        assert read_agreement(text, asked).means is not Means.AGREES


@pytest.mark.parametrize(
    "tail",
    [
        *("mà khoan", "... à mà thôi", ", để tui hỏi lại", ", à không", "... thôi khỏi", ", nếu trời không mưa"),
        *(
            ", chưa chắc nữa",
            ", mai rồi tính",
            ". khoan đã",
            ", tui nghĩ lại rồi",
            ", chờ chút",
            ", let me check first",
        ),
    ],
)
def test_what_takes_an_agreement_back_commits_nothing(tail):
    committed = [
        text
        for asked, text in spoken_in_one_breath()
        if read_agreement(f"{text}{'' if tail[0] in '.,' else ' '}{tail}", Asked(asked)).means is Means.AGREES
    ]
    assert committed == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "dogn y",
            "dongy nha",
            "d9o62ng y1",
            "ddoongf ys",
            "đông ý",
            "datdi em",
            "datlichdi",
            "confrim",
            "okie chot lun",
        ),
        *("ĐỒNG Ý!!!", "đồng ýyyyy", "ok\nđặt đi", "យល់ព្រម", "đồng ý chấm cảm ơn"),
    ],
)
def test_careless_typing_still_agrees(text):
    assert read_agreement(text, Asked.BOOK).means is Means.AGREES


@pytest.mark.parametrize("text", ["khogn dong y", "khongdongy", "ko dongy", "hem dat dau", "មិនយល់ព្រម", "kh0ng dat"])
def test_careless_typing_still_denies(text):
    assert read_agreement(text, Asked.BOOK).means is not Means.AGREES


@pytest.mark.parametrize(
    "text", ["chốt thứ 4 nha", "ok 9h nha", "đồng ý, chiều nha", "dat di, so 0912 000 222", "ok t6 nha chốt"]
)
def test_an_agreement_to_something_else_than_was_shown_is_a_change(text):
    assert read_agreement(text, Asked.BOOK, SHOWN["book"]).means in (Means.CHANGES, Means.OTHER)


@pytest.mark.parametrize(
    "text",
    [
        "chốt thứ 5 nha",
        "ok 8h nha chốt",
        "đồng ý, sáng nha",
        "Nguyen Van A 0900000001 dat di",
        "xã Đất Mũi, đúng rồi đặt đi",
    ],
)
def test_what_was_shown_may_be_repeated(text):
    assert read_agreement(text, Asked.BOOK, SHOWN["book"]).means is Means.AGREES


def test_an_hour_within_the_window_is_the_one_that_was_shown():
    shown = "sáng thứ Năm 3/12, 8:00–9:00"
    assert read_agreement("đồng ý, 8h30 tui tới", Asked.BOOK, shown).means is Means.AGREES
    assert read_agreement("đồng ý, 9h30 tui tới", Asked.BOOK, shown).means is Means.CHANGES


@pytest.mark.parametrize(
    "text",
    ["Quyết", "thuận", "em Chiến nè", "Thuận, 0911222333", "Lê Văn Thuận", "dạ tên Quyết", "trần thị thuận", "Triển"],
)
def test_who_types_their_name_agrees_to_nothing_being_kept(text):
    assert read_agreement(text, Asked.CONSENT).means is not Means.AGREES


@pytest.mark.parametrize(
    "text", ["quyết luôn", "thuận luôn, đồng ý", "đồng ý, em tên Thuận", "chiến luôn đi", "nhất trí"]
)
def test_a_word_more_says_that_it_is_no_name(text):
    assert read_agreement(text, Asked.CONSENT).means is Means.AGREES


@pytest.mark.parametrize(
    "text",
    [
        "đất đó là đất trồng cây lâu năm, ngang 6 dài 20",
        "dat do la dat trong cay lau nam, ngang 6",
        "đất đó của ba tui cho hồi năm ngoái",
    ],
)
@pytest.mark.parametrize("asked", [Asked.BOOK, Asked.MOVE])
def test_land_is_no_wish_to_book(text, asked):
    assert read_agreement(text, asked).means is Means.OTHER


def test_land_beside_an_agreement_is_said_back_as_typed():
    read = read_agreement("đặt đi em, đất của ba tui nha", Asked.BOOK)
    assert (read.means, read.besides) == (Means.AGREES, ("đất của ba tui nha",))
