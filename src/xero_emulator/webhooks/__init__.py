"""Xero's webhooks: who hears of which changes, in which bytes, and what if nobody does."""
