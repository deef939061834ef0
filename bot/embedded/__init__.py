"""The parts of the system that can run as children of one command: PostgreSQL, Rasa, the booking API."""
