"""The entry point for a WSGI server, such as `gunicorn misbrug.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "misbrug.settings")

application = get_wsgi_application()
