# One image for web, worker, beat and the one-shot migration; the compose file gives each its command.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PATH=/venv/bin:$PATH STATIC_ROOT=/app-static

# What WeasyPrint loads to write PDF, and a font.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 \
       libfontconfig1 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --create-home portal && python -m venv /venv
WORKDIR /app

COPY requirements-uv.txt requirements.txt ./
RUN pip install --require-hashes -r requirements-uv.txt \
    && uv pip install --no-cache --python /venv/bin/python --require-hashes -r requirements.txt

COPY . .

# Static files are part of the image. The settings want values to be read at all; none of these stays.
RUN env DEBUG=0 VAR_DIR=/tmp/build ALLOWED_HOSTS=build.example SITE_URL=https://build.example \
        SECRET_KEY="$(head -c 48 /dev/urandom | base64 -w0)" AUDIT_KEY="$(head -c 48 /dev/urandom | base64 -w0)" \
        DATABASE_URL=postgres://build@127.0.0.1/build REDIS_URL=redis://127.0.0.1/0 \
        python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build \
    && python -m compileall -q /app \
    && mkdir -p /srv/static /var/lib/portal /var/lib/portal-audit-heads \
    && chown portal:portal /srv/static /var/lib/portal /var/lib/portal-audit-heads

ENV DEBUG=0 HOST=0.0.0.0 PORT=8000 VAR_DIR=/var/lib/portal
USER portal
EXPOSE 8000
CMD ["gunicorn", "--config", "python:gsbpm_portal.gunicorn", "gsbpm_portal.wsgi"]
