"""Which database this is: a copy restored from a dump or to an earlier moment is another one, though it holds the same.

What only one of them may do, as sending a broadcast, belongs to the one it was begun in. A standby that was promoted
looks like a copy restored to an earlier moment; only those who did it know which of the two it is, and say so by
``motcua db adopt``.
"""

from __future__ import annotations

HOME = "motcua_home()"
"""SQL that names this database: cluster, database, timeline. It asks the server that answers, so that nothing has to be
remembered for a connection, which a pooler would forget. A server that lets nobody read its control file, as managed
ones do, is named by a row instead."""

KNOWN_HOME = f"(SELECT {HOME})"
"""SQL for the same amid a large statement: asked once, and only where a row needs it."""

UNATTENDED_MINUTES = 15
"""A broadcast that nobody looked after for so long asks before it goes on: the machine was off, or this is a copy."""
