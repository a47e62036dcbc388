"""Folders of the organisation's file library."""
