"""Items: products and services."""
