"""Check the training messages: `python nlu/lint.py [--data FOLDER] [--evaluation PATH] [--json]`.

Each finding is one line, `FILE:LINE: KIND what is wrong`, and the last line counts them. Kinds:

- `yaml` a file cannot be read; `file` a file is not named after its one intent, or an intent has no file;
- `intent`, `entity` a name that the domain does not have;
- `span` a mark that is broken, empty, padded, or cuts through a word; `mark` words that are marked as another entity
  nearly everywhere else in the intent;
- `order` reviewed messages of a file that are not sorted;
- `twice` the same message again, or under two intents (folded, without signs);
- `near` a message of more than three words so like another that it teaches nothing (three quarters of their letter triples in
  common), or the same message but for the entities in it;
- `evaluation` a message of more than three words that is (nearly) one of the evaluation sets; shorter ones ("dạ đúng rồi")
  are what everybody says;
- `few` an intent with fewer than 80 messages; `balance` one with more than five times the median, or six for `out_of_scope`;
- `bare` an intent of which less than a third is typed without diacritics;
- `personal` a twelve-digit number, an e-mail address, a phone or nine-digit number that is not plainly made up (holds "000"), a
  full name that is none of the made-up ones (… Demo, … Mẫu, … Thử, … Ví Dụ), a placeholder of masked data.

Exit codes: 0 nothing found, 1 something found, 2 wrong arguments or no data.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import yaml  # noqa: E402 - after the path

from alike import NEAR, NEAR_TO_EVALUATION, SPIN_WORDS, bare, near, template_of, triples  # noqa: E402
from components.folding import fold, strip_diacritics  # noqa: E402
from components.words import pieces  # noqa: E402
from datafiles import Line, lines, order, reviewed  # noqa: E402

FEWEST = 80
BARE_SHARE = 1 / 3
OUT_OF_SCOPE = "out_of_scope"
MOST_TIMES_MEDIAN, MOST_OUT_OF_SCOPE = 5, 6
"""What is out of scope is no single wish: of strangers' messages it is a fifth to a quarter, of the data an eighth."""
OFTEN = 8
_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){8,9}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{12}(?!\d)")
_MAIL = re.compile(r"\w[\w.]*@\w+\.\w+")
_OLD_IDENTITY = re.compile(r"(?<![\d.])[1-9]\d{8}(?![\d.])")
_PLACEHOLDER = re.compile(r"\[(?:sđt|tên|số nhà|số giấy tờ|mã|mã bí mật|email)\](?!\()")
_NAME = re.compile(
    r"\b(?:Nguyễn|Trần|Lê|Phạm|Huỳnh|Hoàng|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Lâm|Trương|Đinh|Châu|Danh|Thạch"
    r"|Nguyen|Tran|Le|Pham|Huynh|Hoang|Phan|Vu|Vo|Dang|Bui|Do|Ho|Ngo|Duong|Ly|Lam|Truong|Dinh|Chau) (?:Văn|Thị|Van|Thi) (\w+)"
    r"|\b(?:nguyễn|trần|phạm|huỳnh|nguyen|tran|pham|huynh) (?:văn|thị|van|thi) (\w+)"
)
_MADE_UP = frozenset({"demo", "mau", "thu", "vi", "a", "b"})
"""Last words of names that nobody bears: Nguyễn Văn Demo, Trần Thị Mẫu, Lê Văn Thử, … Thị Ví Dụ."""
_NO_NAMES = frozenset({"ban", "cau", "doan", "chu"})
"""These follow "nguyen van" in "nguyên văn bản", "nguyên văn câu", "… đoạn", "… chữ"."""
_PUBLIC = frozenset({"0827271022", "02901022", "18001096", "19001900"})


@dataclass(frozen=True)
class Finding:
    """Something wrong with a message or a file."""

    file: str
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.kind} {self.text}"


def main(arguments: list[str] | None = None) -> int:
    """Check as the arguments say."""
    parser = argparse.ArgumentParser(description="Check the training messages.")
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--domain", type=Path, default=HERE / "domain.yml")
    parser.add_argument("--evaluation", type=Path, default=HERE / "evaluation", help="a JSONL file, or a folder of them")
    parser.add_argument("--json", action="store_true", help="a JSON object a line")
    given = parser.parse_args(arguments)
    if not any(given.data.glob("*.yml")):
        print(f"no training messages in {given.data}", file=sys.stderr)
        return 2
    domain = yaml.safe_load(given.domain.read_text(encoding="utf-8"))
    try:
        messages = list(lines(given.data))
    except (yaml.YAMLError, ValueError) as error:
        print(f"{given.data}:0: yaml {' '.join(str(error).split())}")
        return 1
    findings = list(check(messages, domain["intents"], domain["entities"], evaluation_texts(given.evaluation)))
    for finding in findings:
        print(json.dumps(asdict(finding), ensure_ascii=False) if given.json else finding)
    if not given.json:
        print(f"{len(findings)} findings in {len(messages)} messages of {len({line.intent for line in messages})} intents")
    return 1 if findings else 0


def evaluation_texts(*places: Path) -> list[str]:
    """Read the messages of JSONL files, or of folders of them, that are never trained on."""
    files = [file for place in places for file in (sorted(place.glob("*.jsonl")) if place.is_dir() else [place])]
    rows = [row for file in files if file.is_file() for row in file.read_text(encoding="utf-8").splitlines()]
    return [json.loads(row)["text"] for row in rows if row.strip()]


def problems(line: Line, intents: Sequence[str], entities: Sequence[str]) -> Iterator[Finding]:
    """Yield what is wrong with one message by itself."""
    yield from _names(line, intents, entities)
    yield from _spans(line)
    yield from _personal(line)


def check(
    messages: Sequence[Line], intents: Sequence[str], entities: Sequence[str], evaluation: Sequence[str] = ()
) -> Iterator[Finding]:
    """Yield all findings."""
    for line in messages:
        yield from problems(line, intents, entities)
    yield from _unlike(messages)
    yield from _sorted(messages)
    yield from _intents(messages, intents)
    yield from _alike(messages)
    yield from _evaluated(messages, evaluation)


def _finding(line: Line, kind: str, text: str) -> Finding:
    return Finding(f"{line.file.parent.name}/{line.file.name}", line.number, kind, text)


def _names(line: Line, intents: Sequence[str], entities: Sequence[str]) -> Iterator[Finding]:
    if line.intent not in intents:
        yield _finding(line, "intent", f"{line.intent} is not in the domain")
    if line.file.stem != line.intent:
        yield _finding(line, "file", f"{line.intent} belongs in {line.intent}.yml")
    for mark in line.marks:
        if mark.entity not in entities:
            yield _finding(line, "entity", f"{mark.entity} is not in the domain")


def _spans(line: Line) -> Iterator[Finding]:
    if re.search(r"[\[\]]|\]\(|\{\s*\"", line.text):
        yield _finding(line, "span", f"broken mark in {line.raw!r}")
    words = pieces(line.text) if line.marks else []
    starts, ends = {piece.start for piece in words}, {piece.end for piece in words}
    for mark in line.marks:
        span = line.text[mark.start : mark.end]
        if not span or span != span.strip():
            yield _finding(line, "span", f"{span!r} is empty or padded")
        elif (mark.start not in starts or mark.end not in ends) and _spaced(line.text):
            yield _finding(line, "span", f"{span!r} cuts through a word")


def _spaced(text: str) -> bool:
    """Chinese, Japanese and Khmer put no spaces between words: there a span may lie inside what looks like one."""
    return all(letter < "\u1700" or "\u1e00" <= letter < "\u2e80" or not letter.isalpha() for letter in text)


def _personal(line: Line) -> Iterator[Finding]:
    if _IDENTITY.search(line.text):
        yield _finding(line, "personal", "a twelve-digit number")
    for match in _OLD_IDENTITY.finditer(line.text):
        if "000" not in match.group() and match.group() != "123456789":
            yield _finding(line, "personal", f"a nine-digit number that is not plainly made up: {match.group()}")
    if left := _PLACEHOLDER.search(line.text):
        yield _finding(line, "personal", f"a placeholder that was not filled: {left.group()}")
    for match in _NAME.finditer(line.text):
        last = fold(match[1] or match[2])
        if last not in _MADE_UP | _NO_NAMES and not _is_place(line, match.start(), match.end()):
            yield _finding(line, "personal", f"a name that is not plainly made up: {match.group()}")
    if _MAIL.search(line.text):
        yield _finding(line, "personal", "an e-mail address")
    for match in _PHONE.finditer(line.text):
        digits = re.sub(r"\D", "", match.group())
        if "000" not in digits and digits not in _PUBLIC:
            yield _finding(line, "personal", f"a phone number that is not plainly made up: {match.group()}")


def _is_place(line: Line, start: int, end: int) -> bool:
    """Whether a name is marked as a place there: communes are named after people."""
    return any(mark.entity == "admin_unit" and mark.start < end and start < mark.end for mark in line.marks)


def _unlike(messages: Sequence[Line]) -> Iterator[Finding]:
    """Yield spans whose words are nearly always marked as another entity in messages of the same intent."""
    usual: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for line in messages:
        for mark in line.marks:
            usual[line.intent, bare(line.text[mark.start : mark.end])][mark.entity] += 1
    for line in messages:
        for mark in line.marks:
            words = line.text[mark.start : mark.end]
            counted = usual[line.intent, bare(words)]
            ((entity, often),) = counted.most_common(1)
            if mark.entity != entity and often >= OFTEN * counted[mark.entity]:
                yield _finding(line, "mark", f"{words!r} is {mark.entity} here and {entity} in {often} others")


def _sorted(messages: Sequence[Line]) -> Iterator[Finding]:
    """Yield files whose reviewed messages are not in their order, so that diffs would grow."""
    for file in dict.fromkeys(line.file for line in messages):
        rows = reviewed(file.read_text(encoding="utf-8"))[1] if file.is_file() else []
        if rows != sorted(rows, key=order):
            yield Finding(f"{file.parent.name}/{file.name}", 0, "order", "reviewed messages are not sorted")


def _intents(messages: Sequence[Line], intents: Sequence[str]) -> Iterator[Finding]:
    by_intent: dict[str, list[Line]] = defaultdict(list)
    for line in messages:
        by_intent[line.intent].append(line)
    for intent in intents:
        if intent not in by_intent:
            yield Finding(f"data/{intent}.yml", 0, "file", "the intent has no messages")
    median = statistics.median(len(found) for found in by_intent.values()) if by_intent else 0
    for found in by_intent.values():
        first = found[0]
        without = sum(strip_diacritics(line.text) == line.text for line in found)
        if len(found) < FEWEST:
            yield _finding(first, "few", f"{len(found)} messages, at least {FEWEST} are due")
        most = MOST_OUT_OF_SCOPE if first.intent == OUT_OF_SCOPE else MOST_TIMES_MEDIAN
        if len(found) > most * median:
            yield _finding(first, "balance", f"{len(found)} messages, the median intent has {median:.0f}")
        if without < BARE_SHARE * len(found):
            yield _finding(first, "bare", f"{without} of {len(found)} messages are without diacritics")


def _alike(messages: Sequence[Line]) -> Iterator[Finding]:
    seen: dict[str, Line] = {}
    spun: dict[tuple[str, str], Line] = {}
    for line in messages:
        key = bare(line.text)
        if key in seen:
            other = seen[key]
            where = "too" if other.intent == line.intent else f"under {other.intent}"
            yield _finding(line, "twice", f"{line.text!r} is in {other.file.name}:{other.number} {where}")
            continue
        seen[key] = line
        template = template_of(line)
        if template and (line.intent, template) in spun:
            other = spun[line.intent, template]
            yield _finding(line, "near", f"{line.text!r} is {other.text!r} (line {other.number}) with other entities")
        elif template:
            spun[line.intent, template] = line
    rows = triples([bare(line.text) for line in messages])
    for one, two, share in near(rows, rows, NEAR):
        if min(len(bare(messages[at].text).split()) for at in (one, two)) > SPIN_WORDS:
            first, second = messages[one], messages[two]
            if bare(first.text) == bare(second.text):
                continue
            yield _finding(second, "near", f"{second.text!r} ~ {first.text!r} ({first.file.name}:{first.number}, {share:.2f})")


def _evaluated(messages: Sequence[Line], evaluation: Sequence[str]) -> Iterator[Finding]:
    if not evaluation:
        return
    both = triples([bare(line.text) for line in messages] + [bare(text) for text in evaluation])
    known = {bare(text) for text in evaluation}
    longer = {at for at, line in enumerate(messages) if len(bare(line.text).split()) > SPIN_WORDS}
    for at, line in enumerate(messages):
        if at in longer and bare(line.text) in known:
            yield _finding(line, "evaluation", f"{line.text!r} is in an evaluation set")
    for one, other, share in near(both[: len(messages)], both[len(messages) :], NEAR_TO_EVALUATION):
        if one in longer and bare(messages[one].text) not in known:
            yield _finding(messages[one], "evaluation", f"{messages[one].text!r} ~ {evaluation[other]!r} ({share:.2f})")


if __name__ == "__main__":
    sys.exit(main())
