from django.db import migrations


def find_names_anew(apps, schema_editor):
    """Servers make the terms of those messages anew; until then they are found as before."""
    Message, Mention = apps.get_model("rooms", "Message"), apps.get_model("rooms", "Mention")
    here = schema_editor.connection.alias
    called = Mention.objects.using(here).exclude(user=None).values("message")
    Message.objects.using(here).filter(pk__in=called).update(terms_of=None)


class Migration(migrations.Migration):

    dependencies = [
        ('rooms', '0013_folded_names'),
    ]

    operations = [
        migrations.RunPython(find_names_anew, migrations.RunPython.noop),
    ]
