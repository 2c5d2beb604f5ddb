"""A rehearsal: invented patients, two weeks on a virtual clock, and what must be true of them."""
