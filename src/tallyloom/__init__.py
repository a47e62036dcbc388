"""Tallyloom: an open, self-hosted integrator with all of Xero inside."""
