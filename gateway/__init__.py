"""Everything clinical: what came in, what it means for the patient, and who must know."""
