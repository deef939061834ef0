"""How a message of the queue is drawn: its words with marks, the model's readings, who said what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bot.guidance.moments import VIETNAM
from bot.review.applying import in_words
from bot.review.labels import State, Verdict
from bot.review.signals import Reason
from bot.surfaces import for_screen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.commands.labelling.marking import Marking
    from bot.review.labels import Label
    from bot.review.meanings import Meaning
    from bot.review.queue import Item

REASONS = {
    Reason.UNSURE: "máy chưa chắc",
    Reason.OTHER_READING: "bà con bấm ý khác",
    Reason.SAID_NO: "bà con nói không phải",
    Reason.HUMAN: "bà con xin gặp người",
    Reason.REPHRASED: "bà con hỏi lại bằng lời khác",
    Reason.UNFOUND: "trợ lý nói không tìm thấy",
    Reason.ADDED: "cán bộ thêm vào",
}
ENTITIES = {
    "admin_unit": "xã, phường, huyện, ấp",
    "agency": "cơ quan",
    "appointment_code": "mã lịch hẹn",
    "channel": "cách nộp",
    "date": "ngày",
    "doc_number": "số văn bản",
    "dossier_code": "mã hồ sơ",
    "form": "mẫu đơn, tờ khai",
    "language": "tiếng nói",
    "payment_method": "cách trả tiền",
    "person": "người thân, tên người",
    "phone": "số điện thoại",
    "procedure": "thủ tục, giấy tờ",
    "session": "buổi",
    "time": "giờ",
}
"""Entities of the domain, for people."""
_SHOWN = 5
_LONGEST = 220
"""Characters of an answer that are shown."""


def message(marking: Marking, *, selecting: bool) -> Text:
    """Return the message with what is marked and selected in it."""
    drawn = Text(for_screen(marking.text), style="bold")
    for span in marking.spans:
        drawn.stylize("black on #ffd75f", span.start, span.end)
    if selecting:
        drawn.stylize("reverse", *marking.selection)
    return drawn


def marks(marking: Marking) -> Text:
    """Return the list of what is marked."""
    if not marking.spans:
        return Text("không đánh dấu từ nào", style="dim")
    parts = [f"{marking.text[span.start : span.end]} = {span.entity}" for span in marking.spans]
    return Text(" · ".join(parts), style="#d7af00")


def readings(item: Item, names: Mapping[str, str], meanings: Mapping[str, Meaning], chosen: str | None) -> Text:
    """Return the model's readings with the keys that choose them; what the person pressed has an arrow, for Enter."""
    lines = [
        (str(number), r.intent, f"{r.confidence:.0%}") for number, r in enumerate(item.reading.ranking[:_SHOWN], 1)
    ]
    if chosen is not None and chosen not in {intent for _, intent, _ in lines}:
        lines.append(("↵", chosen, ""))
    drawn = Text()
    for key, intent, share in lines:
        style = "bold green" if intent == chosen else ""
        arrow = "→" if intent == chosen else " "
        drawn.append(f" {arrow} {key}  {share:>4}  {names.get(intent, intent)}  ", style=style)
        drawn.append(f"{meanings[intent].about if intent in meanings else intent}\n", style="dim")
    if not lines:
        drawn.append("   máy chưa đọc câu này: i để chọn ý\n", style="dim")
    if chosen is not None:
        drawn.append(f"   bà con tự bấm: {names.get(chosen, chosen)}\n", style="#87afd7")
    return drawn


def explained(item: Item, names: Mapping[str, str], meanings: Mapping[str, Meaning]) -> Text:
    """Return what the model's readings mean, with examples."""
    drawn = Text()
    for reading in item.reading.ranking[:_SHOWN]:
        drawn.append_text(meaning(reading.intent, names, meanings))
    return drawn


def meaning(intent: str, names: Mapping[str, str], meanings: Mapping[str, Meaning]) -> Text:
    """Return what an intent means, with examples."""
    drawn = Text(f"{names.get(intent, intent)}", style="bold")
    if intent in meanings:
        drawn.append(f": {meanings[intent].about}\n", style="not bold")
        for example in meanings[intent].examples:
            drawn.append(f"   “{for_screen(example)}”\n", style="dim not bold")
    return drawn


def talk(item: Item) -> Text:
    """Return what was said before the message."""
    drawn = Text()
    for who, said in (("bà con", item.before[0]), ("trợ lý", item.before[1])):
        if said:
            drawn.append(f"   {who}: {_in_short(said)}\n", style="dim")
    return drawn


def _in_short(said: str) -> str:
    words = " ".join(for_screen(said).split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def circumstances(item: Item, number: int, total: int) -> Text:
    """Return one line about where the message comes from."""
    reasons = ", ".join(REASONS[reason] for reason in sorted(item.reasons))
    latest = item.latest.astimezone(VIETNAM)
    drawn = Text(f"{number}/{total}", style="bold")
    drawn.append(f"   {item.messages} tin của {item.people} người, gần nhất {latest:%d/%m %H:%M}   ({reasons})")
    return drawn


def others(item: Item, names: Mapping[str, str]) -> Text:
    """Return what the bot said, what came next, who decided what, and why the training data would not have it."""
    drawn = Text()
    if item.answer:
        drawn.append(f"   trợ lý đã trả lời: {_in_short(item.answer)}\n", style="dim")
    if item.refused_at is not None and item.applied is not None:
        drawn.append(f"Dữ liệu không nhận nhãn trước: {in_words(item.applied)}\n", style="bold red")
    if item.correction:
        drawn.append(f"   bà con viết tiếp: “{for_screen(item.correction)}”\n", style="#87afd7")
    if item.state is State.DISPUTED:
        drawn.append("Mọi người gán khác nhau:\n", style="bold red")
    if item.state is State.SECOND:
        drawn.append("Khác với điều máy tin chắc, cần một người nữa đồng ý:\n", style="bold red")
    for given in item.given:
        drawn.append(f"   {given.labeller}: {words(given.label, names, item.text)}\n")
    return drawn


def words(label: Label, names: Mapping[str, str], text: str) -> str:
    """Return a label as people say it."""
    if label.verdict is Verdict.SKIP:
        return "bỏ qua"
    if label.verdict is Verdict.NEW_INTENT:
        return f"cần ý định mới: {label.wanted or '(chưa ghi)'}"
    spans = ", ".join(f"{text[span.start : span.end]} = {span.entity}" for span in label.spans)
    return f"{names.get(label.intent or '', label.intent)}" + (f" [{spans}]" if spans else "")
