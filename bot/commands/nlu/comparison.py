"""A comparison of two models, and what is about to change, as lines for people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.guidance.moments import VIETNAM
from bot.training.gate import KINDS, VERDICTS, alarms, percent
from bot.understanding.danger import read_danger
from bot.understanding.kinds import OUT_OF_SCOPE
from bot.understanding.rasa import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.training.comparing import Comparison, Difference
    from bot.training.gate import Alarm
    from bot.training.promotion import Plan
    from bot.training.recent import Recent
    from bot.training.records import Model

_MOST = 40
_TAGS = {
    "angry": "giận dữ",
    "english": "tiếng Anh",
    "era-2021": "thời dịch 2021",
    "era-2026": "năm 2026",
    "no-diacritics": "không dấu",
    "short": "ngắn",
    "southern": "giọng miền Nam",
    "telex": "lỗi bộ gõ",
    "two-wishes": "hai ý",
    "voice": "nói thành chữ",
}


def table(comparison: Comparison, lately: Recent, names: Mapping[str, str]) -> list[str]:
    """Return a comparison as lines; groups in which nothing changed are left out.

    Of the evaluation messages only those are shown that are about danger, privacy or giving up a visit: whoever labels
    would learn the others by heart.
    """
    lines = [
        _row("chung", comparison.overall),
        _row("nhận ra tin ngoài phạm vi", comparison.out_of_scope),
        _row("không từ chối tin trong phạm vi", comparison.accepted),
        "Theo loại tin:",
        *(_row(KINDS[kind], found) for kind, found in comparison.kinds.items()),
        *_changed("Theo nhãn của bộ câu", {_TAGS.get(tag, tag): found for tag, found in comparison.tags.items()}),
        *_changed("Theo ý định", {_name(names, intent): found for intent, found in comparison.intents.items()}),
        "Trong ngoặc: 95 trên 100 lần chênh lệch thật nằm trong khoảng này; có cả số âm lẫn số dương là chưa đủ khác.",
    ]
    pairs = Counter((flip.before, flip.after) for flip in comparison.flips)
    if pairs:
        lines.append(f"Câu của bộ đánh giá đổi cách hiểu ({len(comparison.flips)}; + nay đúng, − nay sai, ~ vẫn sai):")
    for (before, after), _ in pairs.most_common(_MOST):
        flips = [flip for flip in comparison.flips if (flip.before, flip.after) == (before, after)]
        right, wrong = sum(flip.right for flip in flips), sum(flip.was_right for flip in flips)
        counts = f"+{right} −{wrong} ~{len(flips) - right - wrong}"
        lines.append(f"  {_name(names, before)} → {_name(names, after)}: {counts}")
    return [*lines, *of_late(lately, names), *of_danger(alarms(comparison, lately), names)]


def of_late(lately: Recent | None, names: Mapping[str, str]) -> list[str]:
    """Return what is read otherwise of what people wrote lately."""
    if lately is None or not lately.looked_at:
        return []
    lines = [f"Tin thật gần đây (đã che, chưa ai gán nhãn): {len(lately.changed)}/{lately.looked_at} đổi cách hiểu."]
    lines += [
        f"  “{one.text}”: {_name(names, one.before)} → {_name(names, one.after)}" for one in lately.changed[:_MOST]
    ]
    if len(lately.changed) > _MOST:
        lines.append(f"  … và {len(lately.changed) - _MOST} tin nữa (compare --json in hết)")
    return lines


def of_danger(found: Sequence[Alarm], names: Mapping[str, str]) -> list[str]:
    """Return every message about danger, privacy or giving up a visit that is read otherwise, in words."""
    lines = ["Câu về nguy hiểm, dữ liệu cá nhân, hủy lịch đổi cách hiểu:"] if found else []
    for one in found:
        line = f"  “{one.text}”: trước hiểu là “{_name(names, one.before)}”, nay hiểu là “{_name(names, one.after)}”"
        if one.label is not None:
            right = "ĐÚNG" if one.after == one.label else "SAI"
            line += f" – {right} (nhãn: {_name(names, one.label)})"
        if read_danger(one.text) is not None:
            line += "; trợ lý vẫn báo số cấp cứu, nhờ danh sách riêng"
        lines.append(line)
    return lines


def plan_of(plan: Plan, names: Mapping[str, str]) -> list[str]:
    """Return what is about to happen: which model goes live, instead of which, and what changes."""
    lines = [f"Đưa vào dùng: {model_line(plan.model)}"]
    if plan.live is not None:
        since = f", dùng từ {plan.live.live_at.astimezone(VIETNAM):%d/%m %H:%M}" if plan.live.live_at else ""
        lines.append(f"Thay cho:     {model_line(plan.live)}{since}")
    if plan.judgement is not None:
        lines.append(f"Kiểm tra: {plan.judgement.summary}.")
        lines += of_late(plan.judgement.lately, names)
        lines += of_danger(plan.judgement.alarms, names)
    return lines


def model_line(model: Model) -> str:
    """Return a model by number, name, day, and who asked for it."""
    messages = f", {model.messages} câu" if model.messages else ""
    when = f"{(model.trained_at or model.asked_at).astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    return f"#{model.id} {model.version}, huấn luyện {when} theo yêu cầu của {model.asked_by}{messages}"


def _changed(title: str, groups: Mapping[str, Difference]) -> list[str]:
    rows = [
        _row(name, found) for name, found in groups.items() if found.low != found.high or found.before != found.after
    ]
    return [f"{title}:", *rows] if rows else []


def _row(name: str, found: Difference) -> str:
    low, high = (f"{100 * end:+.1f}".replace(".", ",") for end in (found.low, found.high))
    return (
        f"  {name:<32} {found.messages:>5} câu  {percent(found.before):>7} → {percent(found.after):>7}"
        f"  [{low}; {high}]  +{found.gained} −{found.lost}  {VERDICTS[found.verdict]}"
    )


def _name(names: Mapping[str, str], intent: str) -> str:
    return {FALLBACK: "không hiểu, hỏi lại", OUT_OF_SCOPE: "Ngoài phạm vi"}.get(intent) or names.get(intent, intent)
