"""Xero's login: consent, tokens, keys, and the connections that they reach."""
