"""The report of difficulties, from counted cases to pages: pure, no database, no clock."""
