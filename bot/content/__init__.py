"""What people who do not program may edit: texts, rules, the catalogue."""
