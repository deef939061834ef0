"""Words that search treats specially, in canonical form."""

from __future__ import annotations

FILLERS = frozenset(
    {
        *("a", "ah", "alo", "anh", "bac", "bay", "bi", "biet", "cai", "chac", "chi", "chu", "co", "coi", "cung"),
        *("cua", "da", "dau", "day", "de", "den", "di", "do", "duoc", "em", "gap", "gi", "gio", "giup", "gium"),
        *("ha", "hay", "hoi", "khi", "khong", "la", "luon", "luc", "ma", "may", "minh", "muon", "nao", "nay"),
        *("ne", "neu", "nha", "nhe", "nhu", "o", "oi", "phai", "ra", "roi", "sao", "tai", "thi", "toi", "tuc"),
        *("va", "vay", "ve", "vi", "voi", "xa", "xin", "xong", "nua", "len", "vao", "cho", "noi", "dum", "ak"),
        *(
            "ad",
            "dc",
            "lam",
            "giay",
            "to",
            "can",
            "mot",
            "cac",
            "nhung",
            "thoi",
            "u",
            "khoi",
            "oke",
            "ok",
            "may",
            "chua",
        ),
    }
)
"""Words that tell little about which procedure is meant. They count a little, and break no pair of words."""

PHRASES = (
    ("giay chung sinh", "gcs"),
    ("giay chung sanh", "gcs"),
    ("chung sinh", "gcs"),
    ("chung sanh", "gcs"),
    ("da thua", "a"),
    ("kinh thua", "a"),
    ("thua quy", "a"),
    ("thua cac", "a"),
    ("can cuoc cong dan", "cancuoc"),
    ("the can cuoc", "cancuoc"),
    ("can cuoc", "cancuoc"),
    ("chung minh nhan dan", "chungminh"),
    ("giay chung minh", "chungminh"),
    ("chung minh", "chungminh"),
    ("giay phep lai xe", "banglai"),
    ("bang lai xe", "banglai"),
    ("bang lai", "banglai"),
    ("bao hiem y te", "bhyt"),
    ("bao hiem xa hoi", "bhxh"),
    ("bao hiem that nghiep", "bhtn"),
    ("nguoi cao tuoi", "nguoi gia"),
    ("cha me", "ba me"),
    ("ba ma", "ba me"),
    ("cat nha", "xay nha"),
    ("bang so xe", "bien so"),
    ("bang so", "bien so"),
    ("lam mat", "mat"),
    ("lam rot", "mat"),
    ("rot mat", "mat"),
    ("bi rot", "mat"),
    ("roi mat", "mat"),
    ("ho chieu", "hochieu"),
    ("hon thu", "giay ket hon"),
    ("ban sao", "bansao"),
    ("hang thang", "hangthang"),
    ("moi thang", "hangthang"),
)
"""Sequences that are one notion; longer ones first. The result is a word of the index, never shown.

One that no name has (a birth slip, "gcs") is about no procedure, and about no certification ("chứng thực") either."""

EVERYDAY = frozenset(
    {
        *("ba", "me", "tia", "noi", "ngoai", "con", "chau", "vo", "chong", "nguoi", "dua", "thang", "ong", "tui", "ho"),
        *("ban", "hong", "hang", "xom", "no", "be", "nho", "nam", "thang", "ngay", "hai", "ba", "bon", "sau", "bay"),
        *("tam", "chin", "muoi", "the", "nghe", "ne", "chut", "it", "nhieu", "lon", "cung", "duoi", "tren", "hoi"),
        *("xua", "truoc", "bua", "qua", "gan", "xa", "lai", "lay", "thay", "biet", "con", "roi", "hoai", "luc", "nay"),
        *("the", "a", "an", "my", "me", "i", "to", "for", "in", "of", "is", "and", "do", "need", "want", "how", "can"),
        *("his", "her", "he", "she", "they", "it", "so", "on", "at", "or", "get", "you", "your", "please", "with"),
    }
)
"""Words of any talk, which say nothing for or against a procedure."""
