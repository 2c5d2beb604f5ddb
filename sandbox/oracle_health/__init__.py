"""Oracle Health's face: discovery, the token endpoint, and a small FHIR R4 server."""
