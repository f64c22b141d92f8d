"""Run by alembic: brings the database of one connection to a revision. Opens no connection of its own."""

from __future__ import annotations

from alembic import context

from assistant.kept.tables import Table

context.configure(connection=context.config.attributes["connection"], target_metadata=Table.metadata)
with context.begin_transaction():
    context.run_migrations()
