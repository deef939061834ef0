"""Procedures by what people call them; `finder` is what others call."""
