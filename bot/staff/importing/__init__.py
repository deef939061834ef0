"""Procedures out of files: the portal's data, catalogue and pages, tables of an office (`motcua procedures import`)."""
