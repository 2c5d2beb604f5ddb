"""Sets Promotora up, starts and stops all of it, and runs its tests: the code behind the Makefile.

`setup`, `model`, `steps`, `check`, `suite` and `trouble` use the standard library only, because
they run before any environment exists. The rest runs inside `.venv-gateway`.
"""
