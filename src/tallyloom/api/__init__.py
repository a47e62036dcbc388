"""The front door over HTTP: health, the way back from a consent, and the pages of the runs."""
