from django.db import migrations, models

from rooms.text import names

USERS_AT_ONCE = 500


def fold_names(apps, schema_editor):
    User = apps.get_model("rooms", "User")
    users = []
    people = User.objects.using(schema_editor.connection.alias)
    for user in people.only("username", "name").iterator(chunk_size=USERS_AT_ONCE):
        user.folded = names.folded(user.username, user.name)
        users.append(user)
    people.bulk_update(users, ["folded"], batch_size=USERS_AT_ONCE)


class Migration(migrations.Migration):

    dependencies = [
        ('rooms', '0012_times_in_the_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='folded',
            field=models.TextField(default='', editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
