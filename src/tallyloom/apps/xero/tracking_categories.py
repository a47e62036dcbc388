"""Tracking categories and their options."""
