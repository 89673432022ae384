import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

COLUMNS = ("reply_to_id", "edited_by_id", "deleted_by_id", "pinned_by_id")
TABLE = "rooms_message"


def drop(apps, schema_editor):
    """By hand, as Django would copy SQLite's whole table for it, and have the words' index go."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, TABLE)
    for name, one in found.items():
        if one["index"] and len(one["columns"]) == 1 and one["columns"][0] in COLUMNS:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


def make(apps, schema_editor):
    for column in COLUMNS:
        schema_editor.execute(f"CREATE INDEX {TABLE}_{column} ON {TABLE} ({column})")


def of_few(to, on_delete, related_name):
    return models.ForeignKey(
        db_index=False, null=True, on_delete=on_delete, related_name=related_name, to=to
    )


def by_whom(name):
    field = of_few(settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, "+")
    return migrations.AlterField(model_name="message", name=name, field=field)


def index(name):
    condition = models.Q((f"{name}__isnull", False))
    found = models.Index(condition=condition, fields=[name], name=f"messages_with_{name}")
    return migrations.AddIndex(model_name="message", index=found)


class Migration(migrations.Migration):

    dependencies = [
        ('rooms', '0014_names_in_the_index'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, make)],
            state_operations=[
                migrations.AlterField(
                    model_name="message",
                    name="reply_to",
                    field=of_few("rooms.message", django.db.models.deletion.SET_NULL, "replies"),
                ),
                by_whom("edited_by"),
                by_whom("deleted_by"),
                by_whom("pinned_by"),
            ],
        ),
        index("reply_to"),
        index("edited_by"),
        index("deleted_by"),
        index("pinned_by"),
    ]
