"""How migrations run: on SQLite and Postgres, from the connection that `migrate` hands over."""

import importlib
import pkgutil
from pathlib import Path

from alembic import context

import gateway
from gateway.db import Base

for folder in pkgutil.iter_modules(gateway.__path__):
    if folder.ispkg and (Path(gateway.__path__[0]) / folder.name / "tables.py").exists():
        importlib.import_module(f"gateway.{folder.name}.tables")

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
