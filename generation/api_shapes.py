"""The shapes of what generation's API answers, for the OpenAPI document and for the boxes of the browsable pages."""

from __future__ import annotations

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from generation.models import TASK_STATUS, Charged, ChargeState, OutputState, State
from generation.providers.base import Ability, Kind, Status

_STATUS_WORDS = list(dict.fromkeys(TASK_STATUS.values()))


class PromptOnly(serializers.Serializer):
    """What the browsable page proposes as a body."""

    prompt = serializers.CharField(initial="A paper boat on a calm lake at dawn")


class Adoption(serializers.Serializer):
    """The task id that the provider's log shows."""

    remote_id = serializers.CharField(max_length=255)


class Nothing(serializers.Serializer):
    """An empty object."""


class FieldProblem(serializers.Serializer):
    """What is wrong with one field."""

    field = serializers.CharField()
    message = serializers.CharField()


class ErrorWords(serializers.Serializer):
    """`code` is for programs, `message` for people; `field` names what to correct, `action` what would help."""

    code = serializers.CharField()
    message = serializers.CharField()
    field = serializers.CharField(required=False)
    action = serializers.CharField(required=False)
    errors = FieldProblem(  # type: ignore[assignment]  # a field's name that the base uses too
        many=True, required=False, help_text="Every problem, where there are several."
    )


class Problem(serializers.Serializer):
    """The one shape of every error."""

    error = ErrorWords()


class Receipt(serializers.Serializer):
    """The answer to an order: one media id for each file to come, the first of them also as `media_id`."""

    task_id = serializers.UUIDField()
    media_id = serializers.UUIDField()
    media_ids = serializers.ListField(child=serializers.UUIDField())


class TaskWords(serializers.Serializer):
    """What went wrong with a task. `charged` is no, maybe or yes; `detail` holds the provider's own words."""

    code = serializers.CharField()
    message = serializers.CharField()
    action = serializers.CharField(required=False)
    charged = serializers.ChoiceField(choices=[word for word in Charged.values if word], required=False)
    detail = serializers.CharField(required=False)
    missing = serializers.ListField(
        child=serializers.UUIDField(), required=False, help_text="Files that could not be had."
    )


class Cost(serializers.Serializer):
    """What a task costs, over every time that it was sent."""

    usd = serializers.FloatField()
    credits = serializers.FloatField(allow_null=True)
    state = serializers.ChoiceField(choices=ChargeState.values, allow_null=True)


class TaskMedium(serializers.Serializer):
    """One file of a task. `file` and `thumbnail` are addresses, there as soon as they lead somewhere."""

    media_id = serializers.UUIDField()
    position = serializers.IntegerField()
    status = serializers.ChoiceField(choices=[*OutputState.values, "deleted", "unsaved"])
    file = serializers.CharField(required=False)
    thumbnail = serializers.CharField(required=False)
    keep_until = serializers.DateTimeField(required=False, help_text="Nobody saved it yet: when it goes.")
    gone_at = serializers.DateTimeField(required=False, help_text="Nobody saved it in time: since when it is gone.")
    error = serializers.CharField(required=False)


class Task(serializers.Serializer):
    """An order and what came of it."""

    task_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=_STATUS_WORDS)
    progress = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    result_urls = serializers.ListField(child=serializers.CharField())
    error = TaskWords(required=False)
    notice = TaskWords(required=False, help_text="What holds a task up that goes on by itself, or waits for a yes.")
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    model = serializers.CharField()
    provider = serializers.CharField()
    prompt = serializers.CharField()
    params = serializers.DictField(child=serializers.JSONField())
    seed = serializers.IntegerField(allow_null=True)
    sandbox = serializers.BooleanField()
    cost = Cost()
    media_ids = serializers.ListField(child=serializers.UUIDField())
    media = TaskMedium(many=True)
    remote_id = serializers.CharField(allow_null=True, help_text="The provider's own id of this order.")
    retry_of = serializers.UUIDField(allow_null=True)
    possible = serializers.ListField(child=serializers.CharField(), help_text="The verbs that make sense now.")
    cancel_requested = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    results_expire_at = serializers.DateTimeField(allow_null=True)


class TaskPage(serializers.Serializer):
    """A page of tasks; `next` is the address of the following one."""

    results = Task(many=True)
    next = serializers.CharField(allow_null=True)


#: ``from`` is a word of Python's, so this shape is written as a mapping
TaskEvent = inline_serializer(
    "TaskEvent",
    {
        "at": serializers.DateTimeField(),
        "from": serializers.ChoiceField(choices=[*State.values, ""]),
        "to": serializers.ChoiceField(choices=[*State.values, ""]),
        "message": serializers.CharField(),
        "detail": serializers.CharField(),
    },
    many=True,
)


class Readiness(serializers.Serializer):
    """Whether a model can be used now, for programs and in words."""

    state = serializers.ChoiceField(choices=["ready", "sandbox", "needs_key", "local_only", "off"])
    sentence = serializers.CharField()


class PriceLine(serializers.Serializer):
    """What it costs when all of `when` holds; null where nobody knows. `own`: a figure of your own."""

    when = serializers.DictField(child=serializers.JSONField())
    credits = serializers.FloatField(allow_null=True)
    usd = serializers.FloatField(allow_null=True)
    own = serializers.BooleanField()


class PriceList(serializers.Serializer):
    """A model's price list. `times` names the field that multiplies a row."""

    from_usd = serializers.FloatField(allow_null=True)
    from_credits = serializers.FloatField(allow_null=True)
    unit = serializers.CharField()
    times = serializers.CharField(allow_null=True)
    as_of = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field's name that the base uses too
    rows = PriceLine(many=True)


class Model(serializers.Serializer):
    """A model of this installation."""

    key = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    vendor = serializers.CharField()
    provider = serializers.CharField()
    abilities = serializers.ListField(child=serializers.ChoiceField(choices=[ability.value for ability in Ability]))
    aliases = serializers.ListField(child=serializers.CharField())
    status = serializers.ChoiceField(choices=[status.value for status in Status])
    status_note = serializers.CharField()
    offered = serializers.BooleanField()
    readiness = Readiness()
    price = PriceList()
    usual_seconds = serializers.FloatField()
    tags = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    docs = serializers.CharField()


class ModelPage(serializers.Serializer):
    """Every model."""

    results = Model(many=True)


class ModelWithSchema(Model):
    """A model with all that can be asked of it."""

    schema = serializers.DictField(child=serializers.JSONField())
    defaults = serializers.DictField(child=serializers.JSONField())


class PriceAnswer(serializers.Serializer):
    """What an order would cost. Where `known` is false, the figure is an upper bound."""

    usd = serializers.FloatField()
    credits = serializers.FloatField(allow_null=True)
    known = serializers.BooleanField()


class MediaUse(serializers.Serializer):
    """One model that takes a file. `asks`: fields that you answer; `lacks`: further files that it cannot do without."""

    verb = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field's name that the base uses too
    model = serializers.CharField()
    name = serializers.CharField()
    vendor = serializers.CharField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    field = serializers.CharField()
    price = PriceAnswer()
    usual_seconds = serializers.FloatField()
    asks = serializers.ListField(child=serializers.CharField())
    lacks = serializers.ListField(child=serializers.CharField())
    order = serializers.CharField()
    body = serializers.DictField(child=serializers.JSONField())


class UsePage(serializers.Serializer):
    """What can be done with a file, the best of each verb first."""

    results = MediaUse(many=True)


class QueueShape(serializers.Serializer):
    """How the queue stands."""

    running = serializers.IntegerField()
    waiting = serializers.IntegerField()
    needs_you = serializers.IntegerField()
    finished_today = serializers.IntegerField()
    spent_today_usd = serializers.FloatField()
    workers_alive = serializers.BooleanField()
    tasks = Task(many=True)


class CreditsShape(serializers.Serializer):
    """What is left. `usd` is null where a credit has no known price."""

    provider = serializers.CharField()
    credits = serializers.FloatField()
    usd = serializers.FloatField(allow_null=True)
    sandbox = serializers.BooleanField()
    checked_at = serializers.DateTimeField()
