import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE, COLUMNS = "rooms_message", ("room_id", "author_id")
IN_ORDER = "messages_of_an_author"


def change(apps, schema_editor):
    """By hand, as Django would copy SQLite's whole table for it, and have the words' index go."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, TABLE)
    for name, one in found.items():
        if one["index"] and one["columns"] in [[column] for column in COLUMNS]:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")
    # PostgreSQL has had it all along, for its search.
    schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {IN_ORDER} ON {TABLE} (author_id, id)")


def change_back(apps, schema_editor):
    for column in COLUMNS:
        schema_editor.execute(f"CREATE INDEX {TABLE}_{column} ON {TABLE} ({column})")
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP INDEX {IN_ORDER}")


class Migration(migrations.Migration):

    dependencies = [
        ('rooms', '0015_indexes_of_few'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(change, change_back)],
            state_operations=[
                migrations.AlterField(
                    model_name="message",
                    name="room",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages", to="rooms.room",
                    ),
                ),
                migrations.AlterField(
                    model_name="message",
                    name="author",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages", to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(fields=["author", "id"], name=IN_ORDER),
                ),
            ],
        ),
    ]
