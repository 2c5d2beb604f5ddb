"""The page: phones to text from, the on-call's incidents, the chart's notes, faults and clock."""
