"""History: what happened to a record, and notes on it."""
