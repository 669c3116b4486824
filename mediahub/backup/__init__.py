"""Everything that a hub owns as one archive, and back again, also from SQLite into PostgreSQL.

An archive is a tar file, gzipped where its name ends in ``.gz`` or ``.tgz``. Its members, in this order:

* ``mediahub-backup.json``: format, version, time, the migrations that the rows were written under;
* ``database/APP.MODEL.jsonl``: one table each, a line with the columns and then a line a row;
* ``secret_key``: the generated key, unless it was left out;
* ``media/…``, ``uploads/…``, ``quarantine/…``, ``thumbs/…``: the files;
* ``manifest.json``: every member with its size and SHA-256; ``manifest.sha256``: the hash of that.

What belongs to a moment and not to the hub stays out: browsers that are signed in, one-time links, the queue's
messages, signs of life, places in rate limits.
"""

from __future__ import annotations

#: the archive's format; one that is higher was made by a newer MediaHub
FORMAT = 1
HEADER, MANIFEST, SEAL, SECRET_KEY = "mediahub-backup.json", "manifest.json", "manifest.sha256", "secret_key"


class BackupProblem(Exception):
    """Why a backup or a restore did not come about, in a sentence for the person who must act."""
