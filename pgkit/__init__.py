"""What the programs here need of PostgreSQL besides its driver: connections that notice silence, gentle migrations.

The bot and the booking service stand apart and share nothing else.
"""
