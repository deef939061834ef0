"""Vietnamese days, half-days and hours, said on Sunday 22 August 2021 at nine."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from booking_client import HalfDay
from bot.guidance.moments import VIETNAM
from bot.understanding.dates.reading import DateFlag, When, read_when

NOW = datetime(2021, 8, 22, 9, 0, tzinfo=VIETNAM)
TUESDAY = datetime(2021, 8, 24, 9, 0, tzinfo=VIETNAM)
MORNING, AFTERNOON = HalfDay.MORNING, HalfDay.AFTERNOON


def day(number: int, month: int = 8, year: int = 2021) -> date:
    return date(year, month, number)


@pytest.mark.parametrize(
    ("text", "expected", "half"),
    [
        ("hôm nay", day(22), None),
        ("bữa nay", day(22), None),
        ("chiều nay", day(22), AFTERNOON),
        ("sáng mai", day(23), MORNING),
        ("sang mai", day(23), MORNING),
        ("mai", day(23), None),
        ("mơi", day(23), None),
        ("ngày mai", day(23), None),
        ("sớm mai", day(23), MORNING),
        ("mai tui ra chiều được hông", day(23), AFTERNOON),
        ("mốt", day(24), None),
        ("ngày mốc", day(24), None),
        ("chieu mot", day(24), AFTERNOON),
        ("thứ 6", day(27), None),
        ("thu sau", day(27), None),
        ("thứ sáu", day(27), None),
        ("t6", day(27), None),
        ("thứ 6 tuần sau", day(27), None),
        ("thu 6 tuan sau", day(27), None),
        ("tuần sau thứ 6", day(27), None),
        ("chủ nhật", day(29), None),
        ("cn", day(29), None),
        ("24/8", day(24), None),
        ("chieu 24/8", day(24), AFTERNOON),
        ("24-8", day(24), None),
        ("24.8.2021", day(24), None),
        ("24/8/21", day(24), None),
        ("2021-08-24", day(24), None),
        ("ngày 24 tháng 8", day(24), None),
        ("24 tháng 8 năm 2021", day(24), None),
        ("ngày hai mươi bốn tháng tám", day(24), None),
        ("hăm bốn tây", day(24), None),
        ("24 tây", day(24), None),
        ("ngày 24 tháng này", day(24), None),
        ("ngày 5 tháng sau", day(5, 9), None),
        ("thứ 3 ngày 24/8", day(24), None),
        ("3 bữa nữa", day(25), None),
        ("1 tuần nữa", day(29), None),
        ("5/1", day(5, 1, 2022), None),
        ("dời từ thứ 6 sang thứ 7", day(28), None),
        ("doi tu thu 6 sang thu 7", day(28), None),
        ("dời sang thứ 3", day(24), None),
        ("qua tuần thứ 4", day(25), None),
        ("8h 24-8", day(24), MORNING),
    ],
)
def test_a_certain_day(text: str, expected: date, half: HalfDay | None) -> None:
    when = read_when(text, NOW)
    assert when.dates == (expected,)
    assert when.half_day == half


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("mùng 5", DateFlag.LUNAR),
        ("mồng mười", DateFlag.LUNAR),
        ("rằm", DateFlag.LUNAR),
        ("mùng 5 tháng 9 tây", DateFlag.LUNAR),
        ("ngày 5 âm lịch", DateFlag.LUNAR),
        ("31/2", DateFlag.IMPOSSIBLE),
        ("30/2/2022", DateFlag.IMPOSSIBLE),
        ("24/13", DateFlag.IMPOSSIBLE),
        ("20/8", DateFlag.PAST),
        ("hôm qua", DateFlag.PAST),
        ("bữa trước", DateFlag.PAST),
        ("mai mốt", DateFlag.AMBIGUOUS),
        ("ngày kia", DateFlag.AMBIGUOUS),
        ("thứ 4 ngày 24/8", DateFlag.AMBIGUOUS),
        ("thứ 6 hoặc thứ 7", DateFlag.AMBIGUOUS),
        ("23-24/8", DateFlag.AMBIGUOUS),
        ("ngày 20", DateFlag.AMBIGUOUS),
        ("thứ 6 tuần này", DateFlag.AMBIGUOUS),
        ("tuần sau", DateFlag.RANGE),
        ("cuối tuần", DateFlag.RANGE),
        ("đầu tuần sau", DateFlag.RANGE),
        ("tháng sau", DateFlag.RANGE),
        ("vài bữa nữa", DateFlag.VAGUE),
        ("cuối tháng", DateFlag.VAGUE),
        ("tuần rồi", DateFlag.PAST),
        ("thứ 6 tuần trước", DateFlag.PAST),
    ],
)
def test_what_has_to_be_asked(text: str, flag: DateFlag) -> None:
    when = read_when(text, NOW)
    assert flag in when.flags
    assert when.day is None
    assert when.must_ask


def test_a_stretch_holds_all_its_days() -> None:
    assert read_when("tuần sau", NOW).dates == tuple(day(number) for number in range(23, 30))
    assert read_when("đầu tuần sau", NOW).dates == (day(23), day(24))
    assert read_when("cuối tuần", NOW).dates == (day(28), day(29))


def test_the_weekday_of_today_is_the_coming_one() -> None:
    assert read_when("thứ 3", TUESDAY).dates == (day(31),)


def test_a_weekday_of_this_week_that_is_over() -> None:
    when = read_when("thứ 2 tuần này", TUESDAY)
    assert when.dates == (day(23),)
    assert DateFlag.PAST in when.flags


def test_thu_6_sau_may_be_two_days() -> None:
    when = read_when("thứ 6 sau", TUESDAY)
    assert when.dates == (day(27), day(3, 9))
    assert DateFlag.AMBIGUOUS in when.flags


@pytest.mark.parametrize(
    ("text", "half", "hour"),
    [
        ("8h", MORNING, time(8)),
        ("8 giờ rưỡi", MORNING, time(8, 30)),
        ("8 rưỡi", MORNING, time(8, 30)),
        ("9h30 sáng", MORNING, time(9, 30)),
        ("9 giờ kém 15", MORNING, time(8, 45)),
        ("tám giờ", MORNING, time(8)),
        ("8:30", MORNING, time(8, 30)),
        ("7-9h", MORNING, time(7)),
        ("3h chiều", AFTERNOON, time(15)),
        ("15h", AFTERNOON, time(15)),
        ("1 giờ trưa", AFTERNOON, time(13)),
        ("11h trưa", MORNING, time(11)),
        ("8g30 sang mai", MORNING, time(8, 30)),
    ],
)
def test_hours(text: str, half: HalfDay, hour: time) -> None:
    when = read_when(text, NOW)
    assert (when.half_day, when.time) == (half, hour)


def test_an_hour_without_its_half_is_read_by_office_hours_and_says_so() -> None:
    when = read_when("3h", NOW)
    assert (when.half_day, when.time) == (AFTERNOON, time(15))
    assert DateFlag.TIME_ASSUMED in when.flags


@pytest.mark.parametrize(
    ("text", "flag"), [("trưa mai", DateFlag.NOON), ("tối mai", DateFlag.EVENING), ("7h tối", DateFlag.EVENING)]
)
def test_parts_of_the_day_without_a_half(text: str, flag: DateFlag) -> None:
    when = read_when(text, NOW)
    assert flag in when.flags
    assert when.half_day is None


@pytest.mark.parametrize(
    "text",
    [
        "bữa nào trống",
        "bua nao cx dc",
        "ngày nào cũng được",
        "lúc nào cũng được",
        "hôm nào vắng cũng được",
        "bữa nào còn chỗ",
    ],
)
def test_any_day(text: str) -> None:
    assert read_when(text, NOW).any_day


@pytest.mark.parametrize(
    "text",
    ["mấy giờ cũng được", "giờ nào cũng được", "buổi nào cũng được", "lúc nào cũng được", "sáng hay chiều đều được"],
)
def test_any_time(text: str) -> None:
    assert read_when(text, NOW).any_time


@pytest.mark.parametrize("text", ["sớm nhất", "càng sớm càng tốt", "ngày gần nhất", "cang le cang tot"])
def test_the_earliest(text: str) -> None:
    assert read_when(text, NOW).earliest


@pytest.mark.parametrize(
    "text",
    [
        "sang tên sổ đỏ",
        "sang ten xe",
        "toi muon nop ho so",
        "một mình",
        "mot minh",
        "hai bộ hồ sơ",
        "2-3 người",
        "chị Mai",
        "mai táng phí",
        "thủ tục",
        "08.27.27.1022",
        "0912 000 111",
        "1.001193",
        "4708/UBND-CCHC",
        "xã gần nhất",
        "t6/2020",
        "24/24",
        "",
    ],
)
def test_nothing_about_time(text: str) -> None:
    assert read_when(text, NOW) == When()


def test_half_of_today_that_is_over() -> None:
    afternoon = datetime(2021, 8, 23, 15, 0, tzinfo=VIETNAM)
    assert DateFlag.PAST in read_when("sáng nay", afternoon).flags
    assert DateFlag.PAST in read_when("hôm nay 2h chiều", afternoon).flags
    assert read_when("hôm nay 4h chiều", afternoon).day == day(23)


def test_the_moment_is_taken_in_vietnamese_time() -> None:
    late = datetime(2021, 8, 22, 18, 0, tzinfo=UTC)  # one o'clock on the 23rd in Cà Mau
    assert read_when("mai", late).dates == (day(24),)


@pytest.mark.parametrize(
    ("text", "half", "hour"),
    [
        ("chiều mai em bận, sáng 8h được không", MORNING, time(8)),
        ("sáng mai 8h, chiều thì thôi", MORNING, time(8)),
        ("sáng thứ 6 không được, 2h chiều đi", AFTERNOON, time(14)),
        ("dời 8h sáng mai qua 2h chiều", AFTERNOON, time(14)),
        ("đổi từ 2h chiều sang 8h sáng", MORNING, time(8)),
        ("doi tu 7h sang qua 3h chieu", AFTERNOON, time(15)),
        ("đổi từ một giờ chiều sang mười một giờ sáng", MORNING, time(11)),
    ],
)
def test_an_hour_beside_the_other_half_is_no_evening(text: str, half: HalfDay, hour: time) -> None:
    when = read_when(text, NOW)
    assert (when.half_day, when.time) == (half, hour)
    assert DateFlag.EVENING not in when.flags


@pytest.mark.parametrize("text", ["8h sáng hoặc 2h chiều mai", "sáng 8h chiều 2h cũng được", "8h sang hay 2h chieu"])
def test_an_hour_of_each_half_leaves_both_open(text: str) -> None:
    when = read_when(text, NOW)
    assert when.any_time
    assert (when.half_day, when.time, when.flags) == (None, None, frozenset())


@pytest.mark.parametrize(
    "text",
    [
        "25/8 âm",
        "ngày 25/8 âm nha",
        "25 tháng 8 âm",
        "25/8 am",
        "28 âm",
        "ngày 23 tháng chạp",
        "23 thang chap",
        "tháng giêng",
    ],
)
def test_a_day_by_the_moon_is_no_day_of_the_suns_calendar(text: str) -> None:
    when = read_when(text, NOW)
    assert DateFlag.LUNAR in when.flags
    assert when.day is None


@pytest.mark.parametrize("text", ["24/8 âm tính rồi, 25/8 em ra", "xét nghiệm âm tính, 25/8 em ra"])
def test_a_negative_test_is_no_month_of_the_moon(text: str) -> None:
    when = read_when(text, NOW)
    assert day(25) in when.dates
    assert DateFlag.LUNAR not in when.flags


@pytest.mark.parametrize("text", ["sai ngày rồi, thứ 6 mới đúng", "nham ngay roi, thu 6", "thứ 6, giờ nào cũng được"])
def test_what_stands_beside_a_day_is_no_other_day_and_no_hour(text: str) -> None:
    when = read_when(text, NOW)
    assert when.day is not None
    assert when.time is None


def test_the_last_word_after_who_is_free_is_the_morning() -> None:
    assert read_when("ma em khong ranh sang", NOW).half_day is MORNING
    assert read_when("khong ranh sang xa", NOW).half_day is None
