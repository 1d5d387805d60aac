"""What the search stands on with PostgreSQL: full text over the words, trigrams over the names. Nothing on SQLite."""

from django.db import DatabaseError, migrations, transaction

INDEXES = {
    "metadata_version_words": "metadata_version USING gin (to_tsvector('simple', words))",
    "metadata_version_name_id": "metadata_version USING gin (upper(name_id::text) gin_trgm_ops)",
    "metadata_version_name_en": "metadata_version USING gin (upper(name_en::text) gin_trgm_ops)",
    "metadata_code_label_id": "metadata_code USING gin (upper(label_id::text) gin_trgm_ops)",
    "metadata_code_label_en": "metadata_code USING gin (upper(label_en::text) gin_trgm_ops)",
    "metadata_version_begins": "metadata_version (upper(name_id::text) text_pattern_ops)",
}
REFUSED = """\
The search of the registry needs PostgreSQL's extension pg_trgm, and the role "{role}" may not create it in the database "{name}".
Have somebody who may (the owner of the database, or a superuser) run this once, connected to "{name}":

    CREATE EXTENSION IF NOT EXISTS pg_trgm;

Where PostgreSQL does not know the extension at all, install its package first (Debian: postgresql-contrib). Then run
`manage.py migrate` again.
What PostgreSQL said: {error}"""


def install(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone() is None:
            try:
                with transaction.atomic(using=connection.alias):
                    cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            except DatabaseError as error:
                settings = connection.settings_dict
                words = REFUSED.format(role=settings["USER"], name=settings["NAME"], error=str(error).strip())
                raise SystemExit(words) from error
        for name, definition in INDEXES.items():
            cursor.execute(f"CREATE INDEX {name} ON {definition}")


def remove(apps, schema_editor):
    """The extension stays: others may use it."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for name in INDEXES:
                cursor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("metadata", "0002_imports")]

    operations = [migrations.RunPython(install, remove)]
