"""How cost grows: with patients, with history, with timers that wait."""
