"""The back office: files debtors sent, tasks with a deadline, and the slips they wait for."""
