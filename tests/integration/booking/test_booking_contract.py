"""Whatever the contract lets somebody send, and whatever it forbids, the service answers as the contract says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.integration.booking.booking_serving import MONDAY, ROOT, SUNDAY_NOON, Server, token_of

if TYPE_CHECKING:
    from collections.abc import Callable


SCHEMA = schemathesis.openapi.from_dict(json.loads((ROOT / "docs" / "booking-openapi.json").read_text()))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]
_QUESTIONS = ("/search", "/selection", "/lookup", "/settle")
HEADERS = {"Authorization": f"Bearer {token_of('admin')}", "X-As-Of": SUNDAY_NOON.isoformat()}


@pytest.fixture(scope="module")
def server(clone_booking: Callable[[], str]):
    """A service of its own: what is put here is nobody's unit."""

    own = Server(clone_booking())
    own.start()
    yield own
    own.stop()


def change(server: Server, method: str, path: str, key: str, body: Any) -> dict[str, Any]:
    answer = httpx.request(method, server.url + path, json=body, headers=HEADERS | {"Idempotency-Key": key})
    assert answer.is_success, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def known(server: Server) -> dict[str, str]:
    """Values of paths that stand for something."""
    unit = {"id": "u1", "name": "U", "level": "commune", "area_id": "a"}
    change(server, "PUT", "/v1/units", "unit", {"units": [unit]})
    opening = change(server, "PUT", f"/v1/units/u1/openings/{MONDAY}/morning", "open", {"capacity": 1000})
    places = {"opening_id": opening["id"], "procedure": "1", "owner": "p:1"}
    held = change(server, "POST", "/v1/holds", "hold", places)
    spare = change(server, "POST", "/v1/holds", "spare", {**places, "owner": "p:2"})
    person = {"name": "Demo", "phone": "0912000111"}
    booking = change(server, "POST", f"/v1/holds/{held['id']}/confirm", "confirm", person)
    return {
        "unit_id": "u1",
        "date": MONDAY.isoformat(),
        "half_day": "morning",
        "opening_id": str(opening["id"]),
        "hold_id": spare["id"],
        "code": booking["code"],
        "owner": "p:1",
        "closure_id": "c",
        "key": "confirm",
    }


@pytest.mark.parametrize(
    "examples", [12, pytest.param(1000, marks=[pytest.mark.soak, pytest.mark.timeout(3600)], id="soak")]
)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_an_answer_is_what_the_contract_says(server, known, operation, examples):
    """Valid and invalid requests, of which half are about something that exists."""

    @settings(
        max_examples=examples,
        derandomize=examples < 100,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
        | operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE),
        about_known=st.booleans(),
    )
    def answered(case: schemathesis.Case, about_known: bool) -> None:
        if about_known:
            case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
        response = case.call(base_url=server.url, headers=HEADERS)
        case.validate_response(response, checks=CHECKS)

    answered()


def test_the_contract_names_every_operation_and_the_key_of_every_change():
    contract = SCHEMA.raw_schema
    names = [one["operationId"] for item in contract["paths"].values() for one in item.values()]
    assert len(set(names)) == len(names)
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            keys = [one for one in operation.get("parameters", ()) if one["name"].lower() == "idempotency-key"]
            asked = method in {"put", "delete"} or (method == "post" and not path.endswith(_QUESTIONS))
            assert [one["required"] for one in keys] == ([True] if asked else []), (method, path)
