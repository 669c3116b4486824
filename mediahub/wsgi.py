"""What the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

from mediahub.unread import reading_to_the_end

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
application = reading_to_the_end(get_wsgi_application())
