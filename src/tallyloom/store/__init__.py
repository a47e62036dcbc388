"""Rows and files in PostgreSQL; the embedded server that needs no installing; migrations."""
