"""Asking to be called back: left, offered, taken back; `dialogue` is where it begins."""
