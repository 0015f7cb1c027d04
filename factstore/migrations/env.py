"""What Alembic runs: the migrations, on the connection and in the transaction that `factstore.database` gives."""

from alembic import context

from factstore.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
