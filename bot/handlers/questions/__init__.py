"""Answering single questions: what a message asks, which unit answers it, in which words, and what was told before."""
