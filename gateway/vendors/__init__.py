"""How letters travel: one file per vendor, plain HTTP, no database and no clock."""
