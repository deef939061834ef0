"""Telling people of a change: the right ones, once, approved by a second person, and provable."""
