"""Any code that is given is read again, however it is typed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.conversation.linking import ALPHABET, CODE_LENGTH, shown
from bot.understanding.keywords import bare_link_code, keyword_intent, link_code
from bot.understanding.masking import mask_identity_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

CODES = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH).filter(lambda code: not code.isalpha())
TYPED = {
    "as shown": shown,
    "lower case": lambda code: shown(code).lower(),
    "a space for the dash": lambda code: shown(code).replace("-", " "),
    "in one piece": lambda code: code,
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
@given(CODES)
@example("67438JG8")  # once "6743-8 jg8": four digits and a dash passed for a number
@example("PHG9F6TB")  # once "phuong 9 f6tb"
def test_any_code_is_read_as_it_is_typed(typed: Callable[[str], str], code: str) -> None:
    text = typed(code)
    assert link_code(f"liên kết {text}") == link_code(f"Lien ket {text} nhe") == code
    assert bare_link_code(text) == code
    assert keyword_intent(f"liên kết {text}") == "privacy_request"
    assert mask_identity_numbers(f"liên kết {text}") == f"liên kết {text}"
