"""A person's account goes. What was paid for stays: orders, open ones too, go on with whoever takes them over.

First the account is switched off, so that nothing new begins; then the files go, where that was asked for; last, in one
transaction, all that is left changes hands and the account is deleted. Broken off anywhere, it can be asked for again.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from gallery import handover
from generation import jobs
from settings_app import people
from settings_app.models import Person


def leave(person: Person, *, heir: Any, keep_files: bool) -> None:
    """Delete an account; ``heir`` gets its orders, and its files unless they are to be deleted.

    Raises ``ValidationError`` for the last owner, for the heir's own account, and while a viewer is shown its gallery.
    """
    if person.user_id == heir.pk:
        raise ValidationError("You cannot delete your own account. Another owner can.", code="own_account")
    people.check_has_no_guests(person)
    try:
        people.switch_off(person)
    except Person.DoesNotExist:
        return  # a second request for the same was quicker
    if not keep_files:
        handover.delete_files(person.user, but=jobs.needed_inputs(person.user))
    with transaction.atomic():
        # an order that is being written at this moment waits for this lock, and then finds nobody to belong to
        user = User.objects.select_for_update().filter(pk=person.user_id).first()
        if user is None:
            return  # or was so meanwhile
        people.check_has_no_guests(person)
        replaced = handover.hand_over(user, heir)
        jobs.hand_over(user, heir, replaced=replaced, hide=not keep_files)
        user.delete()
