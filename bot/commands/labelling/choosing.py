"""A small window that asks for one of many names, completed while it is typed; or for a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rapidfuzz import fuzz
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from bot.guidance.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.text import Text
    from textual.app import ComposeResult
    from textual.binding import BindingType

_LEAST = 60.0


def completions(typed: str, names: Mapping[str, str], about: Mapping[str, str] | None = None) -> list[str]:
    """Return the keys of ``names`` that fit what was typed, the best first; all of them where nothing was.

    Args:
        typed: part of a key, or of its name for people, with or without diacritics.
        names: key → its name for people.
        about: key → further words by which it is found, behind what its name says.
    """
    wanted = fold(typed).strip()
    if not wanted:
        return list(names)
    scored = []
    for key, name in names.items():
        plain = f"{fold(key.replace('_', ' '))} {fold(name)}"
        parts = wanted.replace("_", " ").split()
        more = fold(about.get(key, "")) if about is not None else ""
        if all(any(word.startswith(part) for word in plain.split()) for part in parts):
            begins = fold(name).startswith(wanted) or key.replace("_", " ").startswith(wanted.replace("_", " "))
            score = 100.0 + 100 * begins + fuzz.ratio(wanted, plain)
        elif f" {wanted}" in f" {more}":
            score = 99.0
        else:
            score = fuzz.partial_ratio(wanted, plain) if len(wanted) > 2 else 0.0  # noqa: PLR2004 - two letters fit all
        if score >= _LEAST:
            scored.append((-score, key))
    return [key for _, key in sorted(scored)]


class Choose(ModalScreen[str | None]):
    """Asks for one of many names; gives its key, or None.

    Args:
        title: what is asked.
        names: key → its name for people.
        about: what each means, shown for the one that is highlighted, and searched too.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss(None)", "Thôi"),
        ("down", "step(1)", ""),
        ("up", "step(-1)", ""),
    ]

    def __init__(self, title: str, names: Mapping[str, str], about: Mapping[str, Text] | None = None) -> None:
        super().__init__()
        self._asked = title
        self._names = names
        self._about = about or {}

    def compose(self) -> ComposeResult:
        """Draw the question, a line to type in, and what fits."""
        with Vertical(classes="window"):
            yield Label(self._asked)
            yield Input(placeholder="gõ vài chữ, có dấu hay không đều được")
            yield OptionList()
            yield Static(id="meaning")

    def on_mount(self) -> None:
        """Show all names."""
        self._show("")
        self.query_one(Input).focus()

    def _show(self, typed: str) -> None:
        found = completions(typed, self._names, {key: text.plain for key, text in self._about.items()})
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(f"{self._names[key]}  ({key})", id=key) for key in found)
        options.highlighted = 0 if found else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what it means."""
        self.query_one("#meaning", Static).update(self._about.get(event.option.id or "", ""))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Complete."""
        self._show(event.value)

    def action_step(self, steps: int) -> None:
        """Move among what fits, while the line keeps the keys."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = ((options.highlighted or 0) + steps) % options.option_count

    def on_input_submitted(self) -> None:
        """Take the highlighted name."""
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self.dismiss(options.get_option_at_index(options.highlighted).id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the name that was clicked."""
        self.dismiss(event.option.id)


class Ask(ModalScreen[str | None]):
    """Asks for a few words; gives them, or None.

    Args:
        title: what is asked.
        longest: characters that may be typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(None)", "Thôi")]

    def __init__(self, title: str, longest: int = 200) -> None:
        super().__init__()
        self._asked = title
        self._longest = longest

    def compose(self) -> ComposeResult:
        """Draw the question and a line to type in."""
        with Vertical(classes="window"):
            yield Label(self._asked)
            yield Input(placeholder="Enter để ghi, Esc để thôi", max_length=self._longest)

    def on_mount(self) -> None:
        """Let the keys go to the line."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed."""
        self.dismiss(" ".join(event.value.split()))


class Tell(ModalScreen[None]):
    """Shows something until a key is pressed.

    Args:
        words: what is shown.
    """

    def __init__(self, words: Text) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        """Draw it."""
        with VerticalScroll(classes="window"):
            yield Static(self._words)
            yield Label("Bấm phím nào cũng được để đóng.")

    def on_key(self) -> None:
        """End."""
        self.dismiss(None)
