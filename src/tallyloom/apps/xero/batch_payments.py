"""Batch payments: one payment of many bills or invoices."""
