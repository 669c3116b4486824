"""For servers that speak ASGI; ``up`` uses ``wsgi``."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
application = get_asgi_application()
