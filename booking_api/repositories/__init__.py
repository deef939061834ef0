"""Plain SQL, one module a table or two. Nothing else of the service contains SQL on them.

Locks are taken in one order everywhere, so that no two transactions wait for each other: idempotency key →
owner → phone → a unit's newcomers (advisory locks of ``limits``) → closure → units by id → openings by id → holds and
bookings.
"""
