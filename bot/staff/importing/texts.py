"""Bytes of text files: which encoding they have, and letters of the fonts of before Unicode."""

from __future__ import annotations

import codecs
import re
import unicodedata

from bot.guidance.text import fold
from bot.staff.importing.told import Unusable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 4096
_MOST_NULS = 0.2
"""Share of zero bytes from which on a text without a mark is UTF-16: most of a table's letters are Latin."""
_WORDS = ("thu tuc", "dang ky", "cap ", "linh vuc", "ho so", "xac nhan", "giai quyet")
"""Words of which a table of procedures has some, folded."""

_VIETNAMESE = re.compile("[\u0103\u0102\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
"""Letters that Vietnamese alone has: a text with any of them is Unicode."""
_TCVN3 = re.compile(
    "[\u00a1-\u00ac\u00ae\u00b5-\u00b9\u00bb-\u00bf\u00c6-\u00c7\u00cb\u00ce-\u00cf\u00d1\u00d6-\u00d8\u00dc\u00de-\u00df]"
    "|(?<=[a-z])[\u00c8-\u00cd\u00d2-\u00d5]|[\u00c8-\u00cd\u00d2-\u00d5](?=[a-z])"
)
"""Signs that stand for letters in fonts like .VnTime (TCVN 5712:1993, VN3), and are rare or none in Unicode."""
_VNI = re.compile("[aeiouyAEIOUY][\u00c0-\u00ff]|[\u00d1\u00f1]")
"""Letter and mark side by side, as VNI fonts write them: "Ñaêng kyù"."""
_VNI_ALONE = re.compile(
    "[\u00d1\u00f1\u00d8\u00f8\u00db\u00fb\u00cf\u00ef\u00c5\u00e5\u00c4\u00e4\u00cb\u00eb\u00d6\u00f6]"
)
"""Those of them that no Vietnamese word has: "hoàn toàn" has an o before an à, too."""
_SURE = 4
_LEAST_SIGNS = 2
_LONGEST_LETTER = 4
"""Bytes of UTF-8."""
OLD_FONT = (
    "chữ có vẻ gõ bằng phông cũ ({font}), đọc ra sai dấu: chuyển sang Unicode (UniKey, mục Công cụ, Chuyển mã) rồi"
    " nhập lại"
)


def decoded(data: bytes) -> tuple[str, str]:
    """Return a text, and what to tell of how it was read ("" where it is plain UTF-8).

    Raises:
        Unusable: nobody can say which letters the bytes stand for.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding), "" if mark == codecs.BOM_UTF8 else "tệp viết bằng UTF-16, đã đọc được"
    guessed = _unmarked_utf16(data[:_LOOKED_AT])
    if guessed:
        return _strict(data, guessed), "tệp viết bằng UTF-16, đã đọc được"
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        at = error.start
    if at > len(data) - _LONGEST_LETTER:
        return data[:at].decode("utf-8"), "tệp bị cắt ngang giữa một chữ ở cuối: xem lại đã tải hết chưa"
    windows = unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))
    latin = data.decode("latin-1")
    if font := old_font(latin[:200_000]):
        raise Unusable(f"Không đọc được: {OLD_FONT.format(font=font)}, lưu dạng “CSV UTF-8”.")
    known = sum(word in fold(windows[:20_000]) for word in _WORDS)
    if "\ufffd" not in windows and known >= _LEAST_SIGNS and _VIETNAMESE.search(windows):
        return windows, "tệp viết bằng bảng mã Windows-1258, đã đọc được; xem lại dấu tiếng Việt"
    line = data.count(b"\n", 0, at) + 1
    raise Unusable(
        f"Tệp không phải UTF-8 (sai từ dòng {line}): mở bằng chương trình đã làm ra nó, lưu lại dạng “CSV UTF-8” hay"
        " .xlsx rồi nhập lại."
    )


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unusable(
            "Tệp bị cắt ngang hay hỏng (không đọc được theo bảng mã ghi ở đầu tệp): tải hay lưu lại rồi nhập lại."
        ) from error


def _unmarked_utf16(head: bytes) -> str:
    even, odd = head[::2].count(0), head[1::2].count(0)
    if (even + odd) < _MOST_NULS * max(1, len(head)):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def old_font(text: str) -> str:
    """Return "TCVN3" or "VNI" where a text was typed for a font of before Unicode; "" where it was not."""
    if _VIETNAMESE.search(text):
        return ""
    pairs = len(_VNI.findall(text))
    vni = pairs if _VNI_ALONE.search(text) or pairs >= _SURE else 0
    tcvn = len(_TCVN3.findall(text))
    if max(vni, tcvn) < _LEAST_SIGNS:
        return ""
    return "VNI" if vni > tcvn else "TCVN3"
