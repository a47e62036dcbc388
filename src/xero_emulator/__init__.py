"""A Xero that remembers: a stateful emulator of Xero for tests and demonstrations."""
