import django.db.models.functions.text
from django.db import migrations, models


def refuse_shared_addresses(apps, schema_editor):
    """Which account keeps a shared address is for people to decide, in the administration, before the upgrade."""
    person = apps.get_model("accounts", "User")
    lower = models.functions.Lower("email")
    named = person.objects.exclude(email="").annotate(address=lower).order_by()
    shared = named.values("address").annotate(number=models.Count("pk")).filter(number__gt=1).values("address")
    names = named.filter(address__in=shared).order_by("address", "username").values_list("username", flat=True)
    if names := list(names):
        raise RuntimeError(f"Accounts that share an e-mail address; give each its own first: {', '.join(names)}")


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(refuse_shared_addresses, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="user_email_once",
                violation_error_message="Another account already uses this e-mail address.",
            ),
        ),
    ]
