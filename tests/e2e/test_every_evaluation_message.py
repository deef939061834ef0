"""Every evaluation message goes through the real Rasa server over HTTP: an answer that is no JSON would be a 500."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.embedded.parts import NLU

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.e2e.system import Nlu


def test_evaluation_messages_get_200_and_a_whole_answer(nlu: Nlu) -> None:
    """Those of two sets; all of them in the long form."""
    _ask(nlu, [NLU / "evaluation" / name for name in ("second.jsonl", "wishes_and_entities.jsonl")])


@pytest.mark.soak
def test_every_evaluation_message_gets_200_and_a_whole_answer(nlu: Nlu) -> None:
    _ask(nlu, sorted((NLU / "evaluation").glob("*.jsonl")))


def _ask(nlu: Nlu, files: Sequence[Path]) -> None:
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    params = {"token": nlu.token} if nlu.token else None
    statuses: Counter[int] = Counter()
    broken = []
    with httpx.Client(base_url=nlu.url, timeout=30, trust_env=False) as client:
        for line in lines:
            text = json.loads(line)["text"]
            response = client.post("/model/parse", params=params, json={"text": text})
            statuses[response.status_code] += 1
            answer = response.json() if response.is_success else {}
            whole = answer.get("text") == text and type(answer.get("fallback")) is bool and answer.get("model")
            if not whole or type(answer.get("ambiguous")) is not bool:
                broken.append((response.status_code, text))
    assert len(lines) >= 300
    assert not broken
    assert statuses == {200: len(lines)}
