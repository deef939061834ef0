"""What is told of a part that ended: its last words, not the requests it had answered."""

from __future__ import annotations

from bot.embedded.parts import Child

ANSWERED = '{"at": "2026-11-25T11:39:26+0000", "level": "INFO", "logger": "requests", "message": "answered"}'


def test_requests_that_were_answered_are_left_out(tmp_path):
    part = Child("the booking service", tmp_path / "booking.log")
    part.log.write_text(f"{ANSWERED}\nout of memory\n{ANSWERED}\n{ANSWERED}\n")
    assert part.tail() == f"Its log is {part.log}; it ends:\nout of memory"


def test_a_log_without_a_reason_is_only_named(tmp_path):
    part = Child("the booking service", tmp_path / "booking.log")
    part.log.write_text(ANSWERED)
    assert part.tail() == f"Its log is {part.log}."


def test_no_log_at_all(tmp_path):
    assert "would be" in Child("the bot", tmp_path / "bot.log").tail()
