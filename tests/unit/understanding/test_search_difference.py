"""What tells near twins apart, in a word."""

from __future__ import annotations

import pytest

from bot.understanding.search.difference import difference


@pytest.mark.parametrize(
    ("names", "apart"),
    [
        (("Đổi giấy phép lái xe", "Cấp lại giấy phép lái xe"), ("exchange", "again")),
        (
            ("Cấp Giấy phép bán lẻ rượu", "Cấp lại Giấy phép bán lẻ rượu (cấp xã)", "Gia hạn Giấy phép bán lẻ rượu"),
            ("new", "again", "extend"),
        ),
        (
            ("Thủ tục đăng ký kết hôn", "Thủ tục đăng ký kết hôn có yếu tố nước ngoài"),
            ("at_home", "abroad"),
        ),
        (("Thủ tục đăng ký khai tử", "Đăng ký lại khai tử"), ("register", "register_again")),
        (("Thủ tục đăng ký khai sinh", "Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh"), None),
        (("Cấp, cấp lại Giấy phép khai thác thủy sản", "Gia hạn Giấy phép khai thác thủy sản"), None),
        (("Tách hộ",), None),
    ],
)
def test_twins_differ_by_one_thing(names: tuple[str, ...], apart: tuple[str, ...] | None):
    assert difference(names) == apart
