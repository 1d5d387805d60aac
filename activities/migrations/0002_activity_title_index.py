"""The list of all activities is paged by title."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="activity", index=models.Index(fields=["title", "id"], name="activity_by_title")
        )
    ]
