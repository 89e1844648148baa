"""Alembic's entry: run the steps on the owner's connection, each in its own transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool, text


def run() -> None:
    """Apply the steps over psycopg, keeping the version table in the schema `core`."""
    url = context.config.attributes["owner_url"].replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS core"))
        connection.commit()
        context.configure(connection=connection, version_table_schema="core", transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()


run()
