"""The schema, its migrations, and the SQL of each table."""
