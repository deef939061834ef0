"""What the portal's own data says of fees and days, beside the readings: a page that says otherwise is disputed."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_CHANNELS = {"ONLINE": "online", "POSTAL": "post", "DIRECT": "in_person"}
_UNITS = {"WORKING_DAY": "working_day", "DAY": "day", "HOUR": "hour", "MONTH": "month"}
"""Any other ("OTHER") is a number without a unit."""


def facts(material: Path) -> Iterator[dict[str, Any]]:
    """Give, for each procedure in ``details.jsonl.gz``, its times and fees by way of submission."""
    with gzip.open(material / "details.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            data = json.loads(line)["data"]
            ways: dict[str, dict[str, list[Any]]] = {}
            for method in data["executionMethods"]:
                way = ways.setdefault(_CHANNELS[method["submissionMethod"]], {"times": [], "fees": []})
                if method["processingTime"]:
                    unit = _UNITS.get(method["processingTimeUnit"], "unsaid")
                    way["times"].append({"number": method["processingTime"], "unit": unit})
                way["fees"] += [int(fee["value"]) for fee in method["fees"] if fee["value"]]
            yield {"code": data["code"], "ways": ways}


def contradicted(field: str, said: Mapping[str, Any], api: Mapping[str, Any] | None) -> str:
    """Return what the portal's data says instead of an entry of a page, "" where it bears it out or is silent.

    An entry with a case or a condition speaks of a part only, of which the data has no word.
    """
    if api is None or field not in {"times", "fees"} or said.get("case") or said.get("condition"):
        return ""
    ways = [way for channel, way in api["ways"].items() if said["channel"] in {"all", channel}]
    known = [one for way in ways for one in way[field]]
    if field == "fees":
        fits = said["kind"] != "amount" or said["amount"] in known
    else:
        fits = said["number"] is None or any(_alike(one, said) for one in known)
    if not known or fits:
        return ""
    return "dữ liệu của cổng ghi khác: " + ", ".join(str(one) for one in known)


def _alike(one: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether two numbers of days are the same, as far as both name a unit."""
    units = {one["unit"], said["unit"]}
    return bool(one["number"] == said["number"] and (len(units) == 1 or "unsaid" in units))
