"""All that a broadcast says and does, line by line: what whoever approves has to have seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.broadcasts.approving import code_of
from bot.broadcasts.pictures import picture_words
from bot.commands.broadcast.desk import headline
from bot.staff.words import moment_words

if TYPE_CHECKING:
    from bot.broadcasts.model import Broadcast
    from bot.broadcasts.understood import Understood


def content_lines(broadcast: Broadcast, names: Understood) -> list[str]:
    """Return everything that is approved, and what the names in it mean; the code that stands for it last."""
    content = broadcast.content
    lines = [headline(broadcast), "", content.text]
    if content.text_en is not None:
        lines += ["", "[English]", content.text_en]
    lines.append("")
    if content.image is not None:
        code = picture_words(content.picture) if content.picture is not None else "CHƯA LƯU"
        lines.append(f"Hình: {code}, từ {content.image}. Xem: motcua broadcast picture {broadcast.id} --to TỆP")
    lines += [f"Nút: {choice.label}" for choice in content.reply("vi").choices]
    lines += [f"Liên kết: {link.label}: {link.url}" for link in content.links]
    lines += [f"Nguồn: {', '.join(filter(None, (source.document, source.paragraph)))}" for source in content.sources]
    if content.corrects is not None:
        lines.append(f"Đính chính thông báo {content.corrects}")
    lines.append(f"Gửi cho: {content.audience}")
    lines += names.lines
    lines.append(f"Hẹn giờ: {moment_words(content.at)}" if content.at is not None else "Hẹn giờ: không, bấm gửi là gửi")
    lines.append(f"Việc gấp: {'có, gửi cả trong giờ nghỉ 21:00–7:00' if content.urgent else 'không'}")
    lines.append(f"Mã nội dung: {code_of(broadcast)}")
    return lines
