"""`python -m benchmarks [NAME …]`: runs the benchmarks and prints their tables."""

from __future__ import annotations

import argparse
import platform
import sys
import traceback

from benchmarks import broadcast, inbound, latency, queues, rasa, readers, search, throughput

ALL = {
    "broadcast": broadcast.run,
    "inbound": inbound.run,
    "latency": latency.run,
    "queues": queues.run,
    "rasa": rasa.run,
    "readers": readers.run,
    "search": search.run,
    "throughput": throughput.run,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the named benchmarks, all by default; returns 1 where one failed, after the others have run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ALL, []], help="which ones; all by default")
    names = parser.parse_args(arguments).names or list(ALL)
    print(f"Measured on {platform.machine()}, Python {platform.python_version()}.\n")
    failed = []
    for name in names:
        try:
            for table in ALL[name]():
                print(table.markdown(), flush=True)
        except Exception as error:  # noqa: BLE001 - whatever it was: the others have their own parts
            failed.append(name)
            traceback.print_exc()
            print(f"### {name}: FAILED\n\n{type(error).__name__}: {error}\n", flush=True)
    if failed:
        print(f"failed: {', '.join(failed)}; each alone: python -m benchmarks NAME", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
