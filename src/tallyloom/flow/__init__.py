"""What a scenario is and what should happen next. Pure: no clock, no database, no network."""
