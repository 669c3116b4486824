#!/usr/bin/env python
"""MediaHub's command line: ``manage.py up`` starts everything, ``manage.py doctor`` says what is missing."""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for whoever runs an older one
    sys.exit(f"MediaHub needs Python 3.11 or newer; this is {sys.version.split()[0]}.")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as problem:
        sys.exit(f"{problem.name or 'Django'} is not installed for {sys.executable}: run `make setup`.")
    from mediahub import env, lifeline

    lifeline.arm()
    try:
        from django.conf import settings

        settings.INSTALLED_APPS  # noqa: B018 - reads the settings now, so that a wrong one is one sentence
    except env.BadSetting as problem:
        sys.exit(f"MediaHub cannot start. {problem}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
