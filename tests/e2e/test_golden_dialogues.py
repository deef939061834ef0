"""The golden dialogues, through the real Rasa server: the model of the present data understands all of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.training.golden import load_golden, misread
from bot.training.measuring import read_all

if TYPE_CHECKING:
    from tests.e2e.system import Nlu

GOLDEN = Settings.model_fields["nlu_golden_dir"].default


def test_all_eight_dialogues_are_there() -> None:
    assert len({message.dialogue for message in load_golden(GOLDEN)}) == 8


def test_each_message_is_understood_as_written(nlu: Nlu) -> None:
    golden = load_golden(GOLDEN)
    readings = asyncio.run(read_all(nlu.url, nlu.token or "", [message.text for message in golden]))
    assert [(one.message.text, one.instead) for one in misread(golden, readings)] == []
