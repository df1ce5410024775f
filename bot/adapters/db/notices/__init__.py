"""Notices in the database: records, ledger, clocks, lists."""
