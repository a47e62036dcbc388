"""Money spent and received: bank transactions."""
