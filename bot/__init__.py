"""Một Cửa Cà Mau: the assistant."""
