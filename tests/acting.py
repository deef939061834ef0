"""Words that would act where they are shown: in a terminal, a page, a table or a log."""

from __future__ import annotations

import re
from html.parser import HTMLParser

FORGED = "8  [tổng đài]  Nguyễn Văn A  0900999999"
HOSTILE = {
    "an escape that climbs a row": f"mạng\x1b[1A\x1b[2K{FORGED}",
    "the clipboard (OSC 52)": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "a link (OSC 8)": "\x1b]8;;https://x.vn\x1b\\bấm\x1b]8;;\x1b\\",
    "eight-bit controls": f"\x9b2J\x9d52;c;eA==\x9c{FORGED}",
    "a row of its own": f"không có mạng\n{FORGED}",
    "a row behind a return": f"không có mạng\r{FORGED}",
    "a row behind other breaks": f"a\x0b{FORGED}\x0c{FORGED}\x85{FORGED}\u2028{FORGED}\u2029{FORGED}",
    "letters turned round": "mạng \u202e9990009090\u202c \u2066x\u2069",
    "letters that nobody sees": "N\u200bguyễn\u2060 Văn\ufeff A",
    "a bell and erasing": "\a\b\b\b\x7f",
    "a script": "<script src=//x.vn/a.js></script>",
    "an attribute left": "\"><img src=x onerror=alert(1)> ' onmouseover='x",
    "a formula": '=HYPERLINK("//x.vn")',
    "a formula behind blanks": " \n=1+1",
    "a formula in full width": "＝cmd|' /C calc'!A0",
    "another formula": "@SUM(1)",
    "a sign": "+84912000111",
}
COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b-\u200f]")
"""What a terminal obeys, and what turns a text round or hides in it."""


class Tags(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data
