"""The Payroll APIs: 1.0 of Australia, and 2.0, in which each country has its own."""
