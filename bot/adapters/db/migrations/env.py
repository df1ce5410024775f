"""Where Alembic starts: it works on the connection given to it, never on one of its own."""

from alembic import context

from bot.adapters.db.tables import Row


def run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Row.metadata,
        transactional_ddl=True,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
