"""Settings of the organisation that other modules need to know."""
