"""Timesheets, in the payroll of the organisation's country."""
