"""Payments of invoices, bills, credit notes, prepayments and overpayments."""
