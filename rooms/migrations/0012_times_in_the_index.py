from django.db import migrations

from rooms.search import index

ADD = {
    "sqlite": """
        UPDATE rooms_message SET terms = terms || ' ¦y' || substr(sent_at, 1, 4)
            || ' ¦m' || substr(sent_at, 1, 4) || substr(sent_at, 6, 2)
        WHERE terms IS NOT NULL""",
    "postgresql": """
        UPDATE rooms_message SET terms = terms || format(
            '''¦y%s'':1 ''¦m%s'':2',
            to_char(sent_at AT TIME ZONE 'UTC', 'YYYY'),
            to_char(sent_at AT TIME ZONE 'UTC', 'YYYYMM')
        )::tsvector WHERE terms IS NOT NULL""",
}


def add_times(apps, schema_editor):
    """To the terms that there are. The index is made anew after migrating, with its triggers."""
    connection = schema_editor.connection
    index.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(ADD[connection.vendor])


class Migration(migrations.Migration):

    dependencies = [
        ('rooms', '0011_absence'),
    ]

    operations = [
        migrations.RunPython(add_times, migrations.RunPython.noop),
    ]
