"""How people here shorten and spell words, in folded form (lower case, no diacritics).

``EVERYWHERE`` holds whatever the neighbours are; what depends on them is a ``Rule``. Values hold no word that is
itself a key, so that expanding twice changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERYWHERE: Mapping[str, str] = MappingProxyType(
    {
        "ko": "khong",
        "kg": "khong",
        "kh": "khong",
        "hok": "khong",
        "khum": "khong",
        "hog": "khong",
        "dx": "duoc",
        "dk": "dang ky",
        "dki": "dang ky",
        "dky": "dang ky",
        "dkkh": "dang ky ket hon",
        "dkks": "dang ky khai sinh",
        "dktt": "dang ky thuong tru",
        "dkkd": "dang ky kinh doanh",
        "gks": "giay khai sinh",
        "ks": "khai sinh",
        "gxn": "giay xac nhan",
        "xn": "xac nhan",
        "tthn": "tinh trang hon nhan",
        "cc": "can cuoc",
        "cccd": "can cuoc cong dan",
        "cmnd": "chung minh nhan dan",
        "cmt": "chung minh nhan dan",
        "cmtnd": "chung minh nhan dan",
        "gplx": "giay phep lai xe",
        "blx": "bang lai xe",
        "gpxd": "giay phep xay dung",
        "gpkd": "giay phep kinh doanh",
        "gp": "giay phep",
        "hkd": "ho kinh doanh",
        "kd": "kinh doanh",
        "gt": "giay to",
        "bh": "bao hiem",
        "bhyt": "bao hiem y te",
        "bhxh": "bao hiem xa hoi",
        "bhtn": "bao hiem that nghiep",
        "tctn": "tro cap that nghiep",
        "tcxh": "tro cap xa hoi",
        "btxh": "bao tro xa hoi",
        "nvqs": "nghia vu quan su",
        "lltp": "ly lich tu phap",
        "syll": "so yeu ly lich",
        "qsdd": "quyen su dung dat",
        "tthc": "thu tuc hanh chinh",
        "ubnd": "uy ban nhan dan",
        "dvc": "dich vu cong",
        "dvcqg": "dich vu cong quoc gia",
        "bccc": "buu chinh cong ich",
        "sdt": "so dien thoai",
        "tpcm": "thanh pho ca mau",
        "tp": "thanh pho",
        "cmau": "ca mau",
        "tphcm": "thanh pho ho chi minh",
        "cty": "cong ty",
        "gdinh": "gia dinh",
        "ng": "nguoi",
        "nta": "nguoi ta",
        "vs": "voi",
        "mn": "moi nguoi",
        "mng": "moi nguoi",
        "ntn": "nhu the nao",
        "bnhieu": "bao nhieu",
        "bjo": "bay gio",
        "bgio": "bay gio",
        "bik": "biet",
        "bit": "biet",
        "bjt": "biet",
        "r": "roi",
        "rui": "roi",
        "trc": "truoc",
        "lun": "luon",
        "wa": "qua",
        "j": "gi",
        "ji": "gi",
        "z": "vay",
        "zay": "vay",
        "dzay": "vay",
        "zo": "vao",
        "dzo": "vao",
        "zia": "ve",
        "dzia": "ve",
        "tui": "toi",
        "mk": "minh",
        "mik": "minh",
        "cx": "cung",
        "cg": "cung",
        "vk": "vo",
        "lm": "lam",
        "lsao": "lam sao",
        "mun": "muon",
        "ms": "moi",
        "iu": "yeu",
        "thui": "thoi",
        "nhiu": "bao nhieu",
        "onl": "truc tuyen",
        "online": "truc tuyen",
        "offline": "truc tiep",
        "nhut": "nhat",
        "foto": "photo",
        "cavet": "ca vet",
        "passport": "ho chieu",
        "vnid": "vneid",
        "e": "em",
    }
)

PHRASES: tuple[tuple[str, str], ...] = (
    ("1 cua", "mot cua"),
    ("pho to", "photo"),
    ("fo to", "photo"),
    ("ca vec", "ca vet"),
    ("pass port", "ho chieu"),
    ("vn eid", "vneid"),
    ("dac lich", "dat lich"),
    ("mot cuc", "mot lan"),
    ("1 cuc", "1 lan"),
    ("dang ki", "dang ky"),
    ("bn tien", "bao nhieu tien"),
    ("bn ngay", "bao nhieu ngay"),
    ("bn lau", "bao lau"),
)
"""Sequences of words, replaced before single words."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Rule:
    """One reading of a word by its neighbours.

    Attributes:
        word: the folded word.
        becomes: what it is read as.
        after: it must stand after one of these, unless empty; ``#`` means a number.
        before: it must stand before one of these, unless empty.
        not_after: it must not stand after one of these; ``#`` means a number.
        not_before: it must not stand before one of these.
    """

    word: str
    becomes: str
    after: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()

    def fits(self, previous: str, following: str) -> bool:
        """Return whether the neighbours ("" at an end) allow this reading."""
        kind = "#" if previous.isdigit() else previous
        return (
            (not self.after or kind in self.after)
            and (not self.before or following in self.before)
            and kind not in self.not_after
            and following not in self.not_before
        )


_AGREED = _set("duoc dc phai dung")
"""Before "hem", "hum" and the like these ask: "được hem", and no alley."""
_ASKED = _set("khong ko kg kh k hk hong hok hog hem khum hum khom hm hg chua ha")
"""Behind "dc" these ask whether it may be: "đổi dc hong" asks for no address."""
_DAY_AFTER = _set("sang chieu trua toi bua hen lich vao luc den qua doi mai ngay")
_DAY_BEFORE = _set("nay sau toi tuan sang chieu trua luc duoc dc nha co gio")

RULES: tuple[Rule, ...] = (
    Rule("k", "khong", not_after=_set("#")),
    Rule("hong", "khong", not_after=_set("so bi hu may le thi pham nguyen cay hoa mau"), not_before=_set("dan ha")),
    *(Rule(no, "khong", after=_AGREED) for no in ("hem", "hum", "khom", "hm", "hg")),
    Rule("hom", "khong", after=_AGREED, before=_set("a ad em chi anh chu co bac ban con vay ta ha") | {""}),
    Rule("hk", "ho khau", after=_set("nhap tach xoa cat so chuyen ten lam vo khau trong")),
    Rule("hk", "khong"),
    Rule("bn", "bao nhieu", after=_set("phi ton het gia mat tong la thu")),
    Rule("hc", "ho chieu", after=_set("lam cap doi mat xin cai")),
    Rule("dc", "dia chi", after=_set("xin hoi gui doi so cho"), not_before=_ASKED),
    Rule("dc", "dia chi", before=_set("o cua")),
    Rule("dc", "duoc"),
    Rule("hs", "hoc sinh", before=_set("lop truong ngheo gioi")),
    Rule("hs", "hoc sinh", after=_set("con em be chau the")),
    Rule("hs", "ho so"),
    Rule("ck", "chuyen khoan", after=_set("phi tien tra nop dong bang qua cho le duoc dc")),
    Rule("ck", "chuyen khoan", before=_set("tien phi le qua ngan bank duoc dc")),
    Rule("ck", "chong"),
    Rule("sanh", "sinh", not_after=_set("so")),
    Rule("chanh", "chinh", after=_set("hanh ban cai nham buu tai dia")),
    Rule("man", "lam", before=_set("giay khai ho the can cccd so don thu gi cai sao bang lai cho gks hs ks may")),
    Rule("dia", "ve", before=_set("que nha roi ca lai xu")),
    Rule("h", "gio", after=_set("#")),
    Rule("h", "bay gio"),
    *(Rule(f"t{day}", f"thu {day}", after=_DAY_AFTER) for day in range(2, 8)),
    *(Rule(f"t{day}", f"thu {day}", before=_DAY_BEFORE, not_after=_set("thang")) for day in range(2, 8)),
)
"""Tried in order; the first that fits is taken. "t6" is Friday only beside words of time, else June or a code."""
