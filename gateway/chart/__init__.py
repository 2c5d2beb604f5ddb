"""Chart: what was filed, with its receipt."""
