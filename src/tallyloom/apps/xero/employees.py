"""Employees, in the payroll of the organisation's country."""
