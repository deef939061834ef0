"""Reads the page of a report as a browser does, and refuses what a browser would fetch."""

from __future__ import annotations

from html.parser import HTMLParser


class Checked(HTMLParser):
    """Balanced tags, and nothing that is fetched from elsewhere."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.charts = 0

    def handle_starttag(self, tag, attrs):
        assert tag not in {"script", "link", "img", "iframe"}
        assert not any(name in {"src", "srcset", "href", "xlink:href", "data", "background"} for name, _ in attrs)
        self.charts += tag == "svg"
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_data(self, data):
        if self.open[-1:] == ["style"]:
            assert "url(" not in data
            assert "@import" not in data

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
