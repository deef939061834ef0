"""Log lines: JSON, with the ids of conversation and message, without personal data and secrets."""

from __future__ import annotations

import io
import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import JsonFormatter, message_context


@pytest.fixture
def logger():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.Logger("test")  # noqa: LOG001 - one of its own, outside of the tree
    logger.addHandler(handler)
    logger.lines = lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    return logger


def test_a_line_has_its_words_and_extra_fields(logger):
    logger.warning("a message was not sent", extra={"outbox_id": 7, "error": "RateLimited: wait"})
    (line,) = logger.lines()
    assert line["message"] == "a message was not sent"
    assert line["level"] == "warning"
    assert line["outbox_id"] == 7
    assert line["error"] == "RateLimited: wait"


def test_the_ids_of_conversation_and_message_stand_in_every_line_of_a_turn(logger):
    with message_context(11, 22):
        logger.info("inside")
    logger.info("outside")
    inside, outside = logger.lines()
    assert (inside["conversation_id"], inside["message_id"]) == (11, 22)
    assert "conversation_id" not in outside


def test_an_exception_is_one_line(logger):
    try:
        int("số 0912345678 hỏng")
    except ValueError:
        logger.exception("failed")
    (line,) = logger.lines()
    assert "ValueError" in line["error"]
    assert "0912345678" not in line["error"]


def test_numbers_in_fields_are_masked_too(logger):
    logger.info("x", extra={"who": 84912345678, "list": ["0912345678"], "map": {"012345678901": "căn cước"}})
    text = json.dumps(logger.lines())
    for secret in ("84912345678", "0912345678", "012345678901"):
        assert secret not in text


PHONES = st.from_regex(r"(0|\+84|84)(3|5|7|8|9)[0-9]{8}", fullmatch=True)
IDS = st.from_regex(r"0[0-9]{11}", fullmatch=True)
TOKENS = st.from_regex(r"[1-9][0-9]{8,9}:[A-Za-z0-9_-]{35}", fullmatch=True)
AROUND = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Nd")), max_size=20)


@given(secret=st.one_of(PHONES, IDS, TOKENS), before=AROUND, after=AROUND, where=st.sampled_from(["message", "field"]))
def test_no_phone_id_number_or_token_gets_into_a_line(secret, before, after, where):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    record_logger = logging.Logger("property")  # noqa: LOG001 - as above
    record_logger.addHandler(handler)
    text = f"{before} {secret} {after}"
    if where == "message":
        record_logger.warning("got %s", text)
    else:
        record_logger.warning("got", extra={"text": text})
    assert secret not in json.dumps(json.loads(stream.getvalue()), ensure_ascii=False)
