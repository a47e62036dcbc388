"""Manual journals."""
