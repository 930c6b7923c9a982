"""The advisor's tables as Django models; our own migrations make the tables."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import CharField, DateTimeField, IntegerField, JSONField

from app.store.packing import pack, unpack

KEY = models.CompositePrimaryKey
LEFT = {"on_delete": models.DO_NOTHING, "null": True, "related_name": "+"}


class Packed(models.BinaryField):
    """A result as compressed JSON."""

    def from_db_value(self, value: bytes | None, *_: object) -> Any:
        return None if value is None else unpack(value)

    def get_prep_value(self, value: Any) -> bytes | None:
        return None if value is None else pack(value)


class Workspace(models.Model):
    """The owner of assessments."""

    sequence = models.BigIntegerField()
    created_at = DateTimeField()
    changed_at = DateTimeField()
    deleted_at = DateTimeField(null=True)

    class Meta:
        app_label, managed, db_table = "peers", False, "workspaces"


class Browser(models.Model):
    """A browser that may use a workspace."""

    pk = KEY("workspace_id", "id")
    workspace = models.ForeignKey(Workspace, **LEFT)
    id = CharField(max_length=16)
    token_hash = models.BinaryField()
    seen_on = models.DateField(null=True)

    class Meta:
        app_label, managed, db_table = "peers", False, "browsers"


class Draft(models.Model):
    """Answers since the last revision."""

    pk = KEY("workspace_id", "assessment_id")
    workspace_id = IntegerField()
    assessment_id = CharField(max_length=16)
    rulebook_id = CharField()
    rulebook_version = CharField()
    rulebook_sha256 = CharField()
    answers = JSONField()
    adjustments = JSONField(null=True)
    extra_answers = JSONField(null=True)
    changed_at = DateTimeField()
    page = CharField()
    turn = IntegerField()
    adjusted_by = CharField(default="")

    class Meta:
        app_label, managed, db_table = "peers", False, "drafts"


class SecondOpinion(models.Model):
    """What a second rulebook said of a revision."""

    pk = KEY("workspace_id", "assessment_id", "n", "rulebook_id")
    workspace_id = IntegerField()
    assessment_id = CharField(max_length=16)
    n = IntegerField()
    rulebook_id = CharField()
    rulebook_version = CharField()
    rulebook_sha256 = CharField()
    engine_version = CharField()
    extra_answers = JSONField()
    verdict = CharField()
    leader = CharField(null=True)
    strength = CharField(null=True)
    lead = IntegerField(null=True)
    credits = JSONField()
    created_at = DateTimeField()

    class Meta:
        app_label, managed, db_table = "peers", False, "second_opinions"


class Revision(models.Model):
    """A saved result."""

    pk = KEY("workspace_id", "assessment_id", "n")
    workspace_id = IntegerField()
    assessment_id = CharField(max_length=16)
    n = IntegerField()
    replaces = IntegerField(null=True)
    created_at = DateTimeField()
    rulebook_id = CharField()
    rulebook_version = CharField()
    rulebook_sha256 = CharField()
    engine_version = CharField()
    verdict = CharField()
    label = CharField()
    leader = CharField(null=True)
    strength = CharField(null=True)
    lead = IntegerField(null=True)
    answers = JSONField()
    result = Packed()
    adjustments = JSONField(null=True)
    adjusted = Packed(null=True)
    opinion = models.ForeignObject(
        SecondOpinion,
        from_fields=("workspace_id", "assessment_id", "n"),
        to_fields=("workspace_id", "assessment_id", "n"),
        **LEFT,
    )

    class Meta:
        app_label, managed, db_table = "peers", False, "revisions"


class Assessment(models.Model):
    """One decision, with its draft and its latest revision."""

    pk = KEY("workspace_id", "id")
    workspace_id = IntegerField()
    id = CharField(max_length=16)
    sequence = models.BigIntegerField()
    title = CharField()
    title_key = CharField()
    note = CharField()
    title_edit = IntegerField()
    note_edit = IntegerField()
    created_at = DateTimeField()
    changed_at = DateTimeField()
    latest = IntegerField(null=True)
    verdict = CharField(null=True)
    label = CharField(null=True)
    leader = CharField(null=True)
    strength = CharField(null=True)
    lead = IntegerField(null=True)
    has_draft = models.BooleanField(default=False)
    adjusted = JSONField(null=True)
    drafted = models.ForeignObject(
        Draft,
        from_fields=("workspace_id", "id"),
        to_fields=("workspace_id", "assessment_id"),
        **LEFT,
    )
    saved = models.ForeignObject(
        Revision,
        from_fields=("workspace_id", "id", "latest"),
        to_fields=("workspace_id", "assessment_id", "n"),
        **LEFT,
    )

    class Meta:
        app_label, managed, db_table = "peers", False, "assessments"


class Share(models.Model):
    """A link to a revision."""

    pk = KEY("workspace_id", "id")
    workspace = models.ForeignKey(Workspace, **LEFT)
    id = CharField(max_length=16)
    assessment_id = CharField(max_length=16)
    n = IntegerField()
    sequence = models.BigIntegerField()
    token_hash = models.BinaryField()
    label = CharField()
    detailed_preview = models.BooleanField()
    created_at = DateTimeField()
    expires_at = DateTimeField(null=True)
    revoked_at = DateTimeField(null=True)
    used_at = DateTimeField(null=True)
    answered_by = CharField()
    hides_texts = models.BooleanField()
    elsewhere = models.BooleanField()
    assessment = models.ForeignObject(
        Assessment,
        from_fields=("workspace_id", "assessment_id"),
        to_fields=("workspace_id", "id"),
        **LEFT,
    )
    revision = models.ForeignObject(
        Revision,
        from_fields=("workspace_id", "assessment_id", "n"),
        to_fields=("workspace_id", "assessment_id", "n"),
        **LEFT,
    )

    class Meta:
        app_label, managed, db_table = "peers", False, "shares"


class Intent(models.Model):
    """What came of one form."""

    pk = KEY("workspace_id", "action", "key")
    workspace_id = IntegerField()
    action = CharField()
    key = CharField()
    body_hash = models.BinaryField()
    result = CharField()
    created_at = DateTimeField()

    class Meta:
        app_label, managed, db_table = "peers", False, "intents"
