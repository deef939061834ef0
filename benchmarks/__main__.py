"""`python -m benchmarks [NAME …]`: runs the benchmarks and prints their tables."""

from __future__ import annotations

import argparse
import platform

from benchmarks import broadcast, inbound, latency, rasa, search, throughput

ALL = {
    "broadcast": broadcast.run,
    "inbound": inbound.run,
    "latency": latency.run,
    "rasa": rasa.run,
    "search": search.run,
    "throughput": throughput.run,
}


def main() -> None:
    """Run the named benchmarks, all by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ALL, []], help="which ones; all by default")
    names = parser.parse_args().names or list(ALL)
    print(f"Measured on {platform.machine()}, Python {platform.python_version()}.\n")
    for name in names:
        for table in ALL[name]():
            print(table.markdown(), flush=True)


if __name__ == "__main__":
    main()
