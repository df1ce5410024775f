"""What a turn does each time, by the driver's own statements on PostgreSQL: a trip each."""
