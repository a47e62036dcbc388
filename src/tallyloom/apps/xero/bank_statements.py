"""Bank statements as Xero holds them beside its ledger."""
