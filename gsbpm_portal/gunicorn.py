"""Gunicorn's configuration, read from the environment like all other settings."""

from gsbpm_portal import env

bind = f"{env.text('HOST', '127.0.0.1')}:{env.number('PORT', 8000)}"
workers = env.number("WEB_WORKERS", 2)
threads = env.number("WEB_THREADS", 4)
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 10_000
max_requests_jitter = 1_000
worker_tmp_dir = "/dev/shm"  # the workers' sign of life never waits for a disk
accesslog = "-" if env.flag("ACCESS_LOG", False) else None
loglevel = env.text("GUNICORN_LOG_LEVEL", "warning")
control_socket_disable = True
