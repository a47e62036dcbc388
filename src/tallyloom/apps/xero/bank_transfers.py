"""Transfers between two bank accounts."""
