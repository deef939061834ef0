"""The screen: one message at a time, one key for most decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, override

from textual import work
from textual.app import App
from textual.containers import Vertical
from textual.widgets import Static

from bot.commands.labelling import drawing
from bot.commands.labelling.choosing import Ask, Choose, Tell
from bot.commands.labelling.marking import Marking
from bot.conversation.understood import UNREAD
from bot.db.pool import INFRASTRUCTURE
from bot.review.domain import OUT_OF_SCOPE
from bot.review.keeping import LONGEST
from bot.review.labels import Label, Verdict
from bot.staff.errors import StaffError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.review.meanings import Meaning
    from bot.review.person_names import PlaceNames
    from bot.review.queue import Item, ReviewDesk

_CSS = """
Screen { layout: vertical }
#about, #talk, #others, #marks, #said, #keys { padding: 0 2; height: auto }
#message { padding: 0 2; margin: 0 2; border: round $primary; height: auto; min-height: 3 }
#readings { padding: 0 2; margin-top: 1; height: auto }
#below { dock: bottom; height: auto }
#said { color: $text-muted }
#keys { background: $primary-background; color: $text }
.window { width: 80%; max-width: 80; height: auto; max-height: 80%; border: thick $primary; background: $surface;
  padding: 1 2; align: center middle }
Choose, Ask { align: center middle }
OptionList { height: auto; max-height: 14 }
"""
_PARTS = ("about", "talk", "message", "marks", "readings", "others")
_MARKING = "Đánh dấu: ← → chọn từ, Shift+← → chọn nhiều từ, Enter đặt loại, x gỡ, Esc xong."
_KEYS = (
    "1-5 đúng ý   i ý khác   o ngoài phạm vi   n cần ý mới   e đánh dấu   s bỏ qua\n"
    "t thêm câu   ? giải thích   u hoàn tác   q ra"
)
_UNCHOSEN = "Chưa có ý nào được chọn sẵn: đọc câu rồi bấm 1-5, i, o, n hay s."
_EMPTY = "Hết câu cần xem. Bấm u để hoàn tác câu vừa gán, q để ra."


class LabellingScreen(App[None]):
    """Shows the queue to one person and writes what they decide.

    Args:
        desk: the service, as this person.
        names: intent → its name for people.
        meanings: intent → what it means, with examples.
        places: names of communes, which stay in a sentence that is added; None where none can be.
    """

    CSS = _CSS
    TITLE = "Gán nhãn"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        ("enter", "accept", "Ý bà con bấm"),
        ("i", "other", "Ý khác"),
        ("e", "mark", "Đánh dấu từ"),
        ("o", "outside", "Ngoài phạm vi"),
        ("n", "wanted", "Cần ý mới"),
        ("s", "skip", "Bỏ qua"),
        ("t", "add", "Thêm câu"),
        ("question_mark", "explain", "Giải thích"),
        ("u", "undo", "Hoàn tác"),
        ("q", "leave", "Ra"),
    ]

    def __init__(
        self,
        desk: ReviewDesk,
        names: Mapping[str, str],
        meanings: Mapping[str, Meaning] | None = None,
        places: PlaceNames | None = None,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._names = names
        self._meanings = meanings or {}
        self._places = places
        self._queue: list[Item] = []
        self._marking: Marking | None = None
        self._selecting = False
        self._done = 0
        self._said = ""

    @override
    def compose(self) -> ComposeResult:
        with Vertical():
            for part in _PARTS:
                yield Static(id=part)
        with Vertical(id="below"):
            yield Static(id="said")
            yield Static(_KEYS, id="keys")

    async def on_mount(self) -> None:
        """Fetch the queue."""
        await self._fetch()

    @property
    def item(self) -> Item | None:
        """The message on the screen."""
        return self._queue[0] if self._queue else None

    async def _fetch(self) -> None:
        """Fetch what this person has to decide."""
        try:
            self._queue = await self._desk.items(mine=True)
        except INFRASTRUCTURE:
            self._say(f"{self._said}\nChưa đọc được hàng chờ: cơ sở dữ liệu không trả lời. Thử lại sau.".strip())
        self._begin()

    async def _show_again(self, group: int) -> None:
        """Bring one message to the front; the others keep their places, so that no key meets another one."""
        try:
            again = await self._desk.item(group)
        except INFRASTRUCTURE:
            self._say(f"{self._said}\nChưa đọc được hàng chờ: cơ sở dữ liệu không trả lời. Thử lại sau.".strip())
        else:
            self._queue = [again, *(item for item in self._queue if item.group_id != group)]
        self._begin()

    def _begin(self) -> None:
        item = self.item
        self._selecting = False
        self._marking = Marking.of(item.text, item.marks) if item is not None else None
        self._draw()

    def _draw(self) -> None:
        item, marking = self.item, self._marking
        said = _MARKING if self._selecting else self._said
        self.query_one("#said", Static).update(said if item is not None else f"{self._said}\n{_EMPTY}".strip())
        for part in _PARTS:
            self.query_one(f"#{part}", Static).display = item is not None
        if item is None or marking is None:
            return
        total = self._done + len(self._queue)
        chosen = item.suggestion.intent if item.suggestion is not None else None
        self.query_one("#about", Static).update(drawing.circumstances(item, self._done + 1, total))
        self.query_one("#talk", Static).update(drawing.talk(item))
        self.query_one("#message", Static).update(drawing.message(marking, selecting=self._selecting))
        self.query_one("#marks", Static).update(drawing.marks(marking))
        self.query_one("#readings", Static).update(drawing.readings(item, self._names, self._meanings, chosen))
        self.query_one("#others", Static).update(drawing.others(item, self._names))

    # -- decisions

    async def action_accept(self) -> None:
        """Take what the person pressed; while marking: name the selection."""
        if self._selecting:
            self._name_selection()
        elif self.item is not None:
            if self.item.suggestion is not None and self.item.suggestion.intent is not None:
                await self._decide_intent(self.item.suggestion.intent)
            else:
                self._say(_UNCHOSEN)
                self._draw()

    async def on_key(self, event: object) -> None:
        """Take a reading by its number; move the selection while marking."""
        key = getattr(event, "key", "")
        if len(self.screen_stack) > 1 or self.item is None or self._marking is None:
            return
        if self._selecting:
            self._move(key)
        elif key.isdigit() and 0 < int(key) <= len(self.item.reading.ranking):
            await self._decide_intent(self.item.reading.ranking[int(key) - 1].intent)

    async def action_outside(self) -> None:
        """It is none of the office's business."""
        if not self._selecting and self._marking is not None:
            self._marking.spans = []
            await self._decide_intent(OUT_OF_SCOPE)

    async def action_skip(self) -> None:
        """Leave it to others."""
        if not self._selecting:
            await self._decide(Label(Verdict.SKIP))

    @work
    async def action_other(self) -> None:
        """Ask which intent it is."""
        if self.item is None or self._selecting:
            return
        about = {intent: drawing.meaning(intent, self._names, self._meanings) for intent in self._names}
        intent = await self.push_screen_wait(Choose("Câu này hỏi việc gì?", self._names, about))
        if intent is not None:
            await self._decide_intent(intent)

    @work
    async def action_wanted(self) -> None:
        """Ask what intent is missing."""
        if self.item is None or self._selecting:
            return
        wanted = await self.push_screen_wait(Ask("Cần ý định mới: bà con hỏi việc gì?"))
        if wanted:
            await self._decide(Label(Verdict.NEW_INTENT, wanted=wanted))

    @work
    async def action_explain(self) -> None:
        """Say what the readings mean."""
        if self.item is not None and not self._selecting:
            await self.push_screen_wait(Tell(drawing.explained(self.item, self._names, self._meanings)))

    @work
    async def action_add(self) -> None:
        """Write a sentence down that the bot answers wrongly, though nobody told it so."""
        if self._selecting or self._places is None:
            return
        text = await self.push_screen_wait(Ask("Thêm câu: viết như bà con hay nhắn", LONGEST))
        if not text:
            return
        try:
            group = await self._desk.add(text, self._places, UNREAD)
        except StaffError as error:
            self._say(error.message)
        except INFRASTRUCTURE:
            self._say("Chưa thêm được: cơ sở dữ liệu không trả lời. Thử lại.")
        else:
            self._say("Đã thêm câu: gán nhãn luôn đi.")
            await self._show_again(group)
            return
        self._draw()

    async def _decide_intent(self, intent: str) -> None:
        if self._marking is not None:
            await self._decide(Label.of(intent, *self._marking.spans))

    async def _decide(self, label: Label) -> None:
        item = self.item
        if item is None:
            return
        try:
            await self._desk.label(item, label, origin="screen")
        except StaffError as error:
            self._say(error.message)
            await self._fetch()
            return
        except INFRASTRUCTURE:
            self._say("Chưa ghi được: cơ sở dữ liệu không trả lời. Thử lại.")
            self._draw()
            return
        self._done += 1
        self._say(f"Đã ghi: “{item.text}” → {drawing.words(label, self._names, item.text)}{_second(item, label)}")
        self._queue.pop(0)
        if not self._queue:
            await self._fetch()  # more may have come in meanwhile
        else:
            self._begin()

    async def action_undo(self) -> None:
        """Take the last decision back, and show its message again."""
        if self._selecting:
            return
        try:
            group = await self._desk.undo()
        except StaffError as error:
            self._say(error.message)
            self._draw()
            return
        except INFRASTRUCTURE:
            self._say("Chưa hoàn tác được: cơ sở dữ liệu không trả lời. Thử lại.")
            self._draw()
            return
        self._done = max(0, self._done - (group is not None))
        self._say("Đã hoàn tác." if group is not None else "Không còn gì để hoàn tác.")
        if group is None:
            self._draw()
        else:
            await self._show_again(group)

    async def action_leave(self) -> None:
        """End."""
        self.exit()

    def _say(self, sentence: str) -> None:
        self._said = sentence

    # -- marking

    async def action_mark(self) -> None:
        """Begin to mark words."""
        self._selecting = self.item is not None
        self._draw()

    def _move(self, key: str) -> None:
        marking = self._marking
        if marking is None:
            return
        if key == "escape":
            self._selecting = False
        elif key in {"left", "right"}:
            marking.move(1 if key == "right" else -1)
        elif key in {"shift+left", "shift+right", "space"}:
            marking.move(-1 if key == "shift+left" else 1, extend=True)
        elif key in {"x", "delete", "backspace"}:
            marking.clear()
        self._draw()

    @work
    async def _name_selection(self) -> None:
        entities = {name: drawing.ENTITIES.get(name, name) for name in self._desk.domain.entities}
        entity = await self.push_screen_wait(Choose("Từ này là loại gì?", entities))
        if entity is not None and self._marking is not None:
            self._marking.mark(entity)
        self._draw()


def _second(item: Item, label: Label) -> str:
    """Return a word about the second person whom a label against a sure reading needs."""
    if label.verdict is not Verdict.INTENT or item.sure in {None, label.intent} or item.given:
        return ""
    return " (khác điều máy tin chắc: cần một người nữa gán giống vậy)"
