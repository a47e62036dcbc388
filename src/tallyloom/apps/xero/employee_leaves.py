"""Leave of employees, in the payroll of the organisation's country."""
