"""What each row of the room shows: plain values in, plain values out, no database, no HTTP."""
