"""What only the sandbox has: faults, the clock, the phones and what was seen."""
