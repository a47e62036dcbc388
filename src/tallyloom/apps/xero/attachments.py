"""Attachments: files on a record."""
