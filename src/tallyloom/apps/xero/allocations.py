"""Setting credit notes, prepayments and overpayments off against invoices."""
