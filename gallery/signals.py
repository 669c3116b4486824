"""What the gallery tells whoever listens; it knows nothing of jobs itself. Sent inside the transaction that does it."""

from django.dispatch import Signal

#: unsaved files were saved. ``task_ids``: of the jobs that made them
saved = Signal()
#: files that nobody saved in time go, their rows with them. ``ids``: theirs; ``at``: since when
gone = Signal()
#: files are about to go for good: whoever still needs some answers with a set of their ids, and they stay for now
needed = Signal()
