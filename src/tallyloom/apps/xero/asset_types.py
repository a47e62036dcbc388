"""Asset types."""
