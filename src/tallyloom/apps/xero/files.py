"""Files of the organisation's file library."""
