"""The one declaration of what signing in, inviting, passwords and tokens ask for; pages and API bind the same forms.

What only the database can judge (a name that is taken, a password that breaks a rule) the verbs refuse, under the names
of these fields: ``refuse`` puts it where it belongs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from settings_app import people, tokens
from settings_app.models import Person, Role, Scope

_LIFETIMES = (("30", "30 days"), ("90", "90 days"), ("365", "1 year"), ("", "Never"))
_ROLE_WORDS = {
    Role.MEMBER: "Makes and keeps pictures and videos of their own.",
    Role.VIEWER: "Looks at one gallery and downloads from it, nothing else.",
    Role.OWNER: "Everything that you may: keys, models, prices, people, the admin.",
}


class BoundForm(forms.Form):
    """Fields as the style sheet knows them; ids that no other form on the page has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.removesuffix('Form').lower()}-%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
                field.widget.attrs.setdefault("class", "input")

    def refuse(self, problem: ValidationError) -> None:
        """Show what a verb refused: at its field where this form has it, else above all."""
        by_field = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
        for name, messages in by_field.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)

    @property
    def problems(self) -> list[dict[str, str]]:
        """Everything that is wrong, as the API says it."""
        return [
            {"field": "" if name == "__all__" else name, "message": str(message)}
            for name, messages in self.errors.items()
            for message in messages
        ]


class _Password(forms.CharField):
    """A password: as typed, spaces too, never written back into the page."""

    def __init__(self, *, label: str, autocomplete: str, required_words: str = "", **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "maxlength": 256}, render_value=False)
        super().__init__(label=label, strip=False, max_length=256, widget=widget, **kwargs)
        self.error_messages["required"] = required_words or "Give a password."


class _Name(forms.CharField):
    """The name to sign in with. What it may hold says ``people``."""

    def __init__(self, *, autocomplete: str = "username", autofocus: bool = False, **kwargs: Any) -> None:
        attrs = {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false", "autofocus": autofocus}
        super().__init__(label="Name", max_length=60, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.error_messages["required"] = "Give a name."


AForm = TypeVar("AForm", bound=BoundForm)


class SignInForm(BoundForm):
    """Name and password."""

    name = _Name(autofocus=True)
    password = _Password(label="Password", autocomplete="current-password")


class _NewPassword(BoundForm):
    """A new password, twice; the rules themselves are ``people.check_password``."""

    password = _Password(label="New password", autocomplete="new-password", help_text="At least 10 characters.")
    again = _Password(
        label="The same once more", autocomplete="new-password", required_words="Give the password once more."
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "password" in given and "again" in given and given["password"] != given["again"]:
            self.add_error("again", "The two passwords differ.")
        return given


class LinkForm(_NewPassword):
    """What a one-time link asks of somebody whose name is given."""

    field_order = ("name", "password", "again")


class OwnerLinkForm(LinkForm):
    """The owner chooses the name as well."""

    name = _Name(help_text="You sign in with it.")


class PasswordForm(_NewPassword):
    """Changing one's own password."""

    old = _Password(
        label="Current password", autocomplete="current-password", required_words="Give your current password."
    )
    field_order = ("old", "password", "again")


class RoleForm(BoundForm):
    """What a person may do. ``sees``: whose gallery a viewer is a guest of; empty is the owner's."""

    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in _ROLE_WORDS], widget=forms.RadioSelect, initial=Role.MEMBER
    )
    sees = forms.ModelChoiceField(Person.objects.none(), label="Sees the gallery of", required=False, empty_label=None)

    def __init__(self, *args: Any, but: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hosts = people.everyone().exclude(role=Role.VIEWER).exclude(pk=but.pk if but else 0)
        sees: Any = self.fields["sees"]
        sees.queryset, sees.label_from_instance = hosts, lambda person: person.name
        self.initial["sees"] = self.initial.get("sees") or people.person_of(people.house_owner())
        sees.error_messages["invalid_choice"] = "Choose somebody who has a gallery: an owner or a member."
        allowed = ", ".join(role.value for role in _ROLE_WORDS)
        self.fields["role"].error_messages |= {
            "required": f"Choose a role: {allowed}.",
            "invalid_choice": f"There is no such role. There are: {allowed}.",
        }

    @property
    def role_hints(self) -> list[tuple[str, str]]:
        return [(role.value, words) for role, words in _ROLE_WORDS.items()]

    @property
    def host(self) -> Any:
        """The account whose gallery a viewer sees, None for the owner's."""
        sees = self.cleaned_data.get("sees")
        return sees.user if sees else None


class InviteForm(RoleForm):
    """A new person: a name and a role."""

    name = _Name(autocomplete="off", help_text="They sign in with it.")
    field_order = ("name", "role", "sees")


class TokenForm(BoundForm):
    """A new token. ``expires_in``: days, empty for never."""

    name = forms.CharField(max_length=80, label="Name", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    expires_in = forms.TypedChoiceField(
        choices=_LIFETIMES, coerce=int, empty_value=None, required=False, initial="90", label="Expires in"
    )
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, initial=[Scope.READ, Scope.GENERATE])

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = tokens.allowed_scopes(user)
        self.fields["name"].help_text = "What it is for, such as the program that uses it."
        self.fields["name"].error_messages["required"] = "Give it a name, such as the program that uses it."
        scopes: Any = self.fields["scopes"]
        scopes.choices = [(scope.value, scope.label) for scope in allowed]
        scopes.error_messages |= {
            "required": "Choose at least one thing that it may do.",
            "invalid_choice": f"A token of yours may have: {', '.join(scope.value for scope in allowed)}.",
        }
        lifetimes = ", ".join(days for days, _ in _LIFETIMES if days)
        self.fields["expires_in"].error_messages["invalid_choice"] = f"Choose {lifetimes} days, or never."

    @property
    def expires_at(self) -> Any:
        days = self.cleaned_data["expires_in"]
        return timezone.now() + timedelta(days=days) if days else None


def from_json(form: type[AForm], data: Mapping[str, Any], **more: Any) -> AForm:
    """Bind a JSON body the way a browser would have sent it; values of the wrong type are errors."""
    lists = {name for name, field in form.base_fields.items() if isinstance(field, forms.MultipleChoiceField)}
    given = {name: value for name, value in data.items() if value is not None}
    bound = form({name: value for name, value in given.items() if not _type_problem(name in lists, value)}, **more)
    for name, value in given.items():
        if problem := _type_problem(name in lists, value):
            bound.errors.pop(name, None)
            bound.add_error(name, problem)
    return bound


def _type_problem(is_list: bool, value: Any) -> str:
    if is_list:
        is_right = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return "" if is_right else "This must be a list of texts."
    is_right = isinstance(value, (str, int)) and not isinstance(value, bool)
    return "" if is_right else "This must be text or a whole number."
