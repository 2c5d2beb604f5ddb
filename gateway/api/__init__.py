"""The clinical API, called by the action server: `clinical.router`."""
