"""Benchmarks: repeatable, each compares with something measured in the same run; `make bench` prints their tables."""
