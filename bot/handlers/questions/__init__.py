"""Answering single questions: what a message asks, which unit answers it, in which words, and what was told before."""

from bot.handlers.questions.dialogue import Questions

__all__ = ["Questions"]
