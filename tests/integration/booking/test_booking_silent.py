"""The booking service before a database that says nothing, or takes reads only."""

from __future__ import annotations

import asyncio
import uuid

import httpx
import psycopg

from tests.cable import Cable
from tests.integration.booking.booking_serving import token_of


async def test_a_silent_database_is_told_as_away_and_found_again(clone_booking, new_server):
    async with Cable(clone_booking()) as cable, httpx.AsyncClient(trust_env=False, timeout=30) as client:
        server = await asyncio.to_thread(new_server, cable.url)

        async def units() -> int:
            headers = {"Authorization": f"Bearer {token_of('operator')}"}
            return (await client.get(f"{server.url}/v1/units", headers=headers)).status_code

        assert await units() == 200
        cable.silence()
        assert {await units() for _ in range(3)} == {503}
        assert (await client.get(f"{server.url}/readyz")).status_code == 503
        cable.speak()

        deadline = asyncio.get_running_loop().time() + 60
        while await units() != 200:
            assert asyncio.get_running_loop().time() < deadline


async def test_a_server_that_takes_reads_only_is_told_as_away_and_left(clone_booking, new_server):
    """As a standby, to which an address leads for a while: the connections to it are thrown away."""
    url = clone_booking()
    name = url.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
        server = await asyncio.to_thread(new_server, f"{url}&target_session_attrs=any")
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:

            async def put() -> int:
                headers = {"Authorization": f"Bearer {token_of('admin')}", "Idempotency-Key": str(uuid.uuid4())}
                unit = {"id": "thu", "name": "Một cửa thử", "level": "commune", "area_id": "xa-thu"}
                return (await client.put(f"{server.url}/v1/units", headers=headers, json={"units": [unit]})).status_code

            assert {await put() for _ in range(3)} == {503}
            owner.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
            tried = 0
            while await put() != 200:
                tried += 1
                assert tried < 20, "connections to the standby are lent again and again"
