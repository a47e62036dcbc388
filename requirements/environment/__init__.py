"""Makes the environment that `./dev` runs from, with nothing but Python's standard library."""
