"""Fixed assets."""
