"""Connections: consent, tokens that stay alive, and clients that know one organisation."""
