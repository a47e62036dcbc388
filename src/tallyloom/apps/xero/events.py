"""Watch Events: what Xero tells by webhook."""
