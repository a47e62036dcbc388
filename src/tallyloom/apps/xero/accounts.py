"""Accounts: the chart of accounts."""
