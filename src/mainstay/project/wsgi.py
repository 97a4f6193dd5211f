"""The WSGI entry point that the server loads."""

import os

from django.core.wsgi import get_wsgi_application

from mainstay.project.frames import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainstay.project.settings")

application = with_room(get_wsgi_application())
