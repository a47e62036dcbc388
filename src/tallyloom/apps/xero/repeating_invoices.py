"""Repeating invoices: templates that make invoices by themselves."""
