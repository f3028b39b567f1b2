"""All tables. Names are the glossary's; CHECKs are written here and by hand in the migrations, and a test compares them."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.domain.activity import Event, Presence, Reason, State
from bot.domain.people import Office, Role, Status
from bot.store.columns import metadata, one_of, recorded
from bot.store.types import BigId, Moment

branches = Table(
    "branches",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("short_name", String(50)),
    Column("department", String(100)),
    Column("has_committee", Boolean, nullable=False),
    Column("groups", Integer, nullable=False),
    Column("founded_on", Date),
    Column("term_from", Date),
    Column("term_years", Integer),
    Column("previous_star", Integer),
    Column("peak_star", Integer),
    Column("holds_plaque", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    CheckConstraint("groups >= 0", name="groups"),
)

members = Table(
    "members",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("account", String(64), nullable=False, unique=True),  # lower case
    Column("dingtalk", String(64)),
    Column("name", String(50), nullable=False),
    Column("status", String(20), nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("joined_party_on", Date),
    Column("exempt", Boolean, nullable=False),
    Column("exempt_from", Date),
    Column("exempt_to", Date),
    Column("mobile", Boolean, nullable=False),
    Column("mobile_from", Date),
    Column("mobile_to", Date),
    Column("position", Integer, nullable=False),
    one_of("status", Status),
)

memberships = Table(
    "memberships",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("branch_id", ForeignKey("branches.id"), nullable=False),
    Column("group_no", Integer),
    Column("from_on", Date),
    Column("until_on", Date),  # first day that is no longer of it
    Column("current", Boolean, nullable=False),
    Index(None, "member_id"),
    Index(None, "branch_id"),
)

posts = Table(
    "posts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("branch_id", ForeignKey("branches.id")),  # an office in a branch; empty for a role in the organ
    Column("code", String(30), nullable=False),
    Column("from_on", Date),
    Column("until_on", Date),
    one_of("code", [*Office, *Role]),
    Index(None, "member_id"),
)

roster_version = Table(
    "roster_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False)
)

activities = Table(
    "activities",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("branch_id", ForeignKey("branches.id"), nullable=False),
    Column("event", String(30), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("group_no", Integer),
    Column("starts_at", String(5)),
    Column("minutes", Integer),
    Column("place", Text),
    Column("topic", Text),
    Column("chair", String(50)),
    Column("recorder", String(50)),
    Column("lecturers", JSON, nullable=False),
    Column("party_work", Boolean, nullable=False),
    Column("due", Integer),
    Column("present", Integer),
    Column("observers", Integer),
    Column("yes", Integer),
    Column("no", Integer),
    Column("abstain", Integer),
    Column("steps", JSON, nullable=False),
    Column("excellent", Integer),
    Column("state", String(10), nullable=False),
    Column("source", String(20)),
    Column("message_id", String(255)),
    Column("recorded_by", String(64)),
    Column("recorded_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False),
    one_of("event", Event),
    one_of("state", State),
    CheckConstraint("due IS NULL OR present IS NULL OR present <= due", name="present"),
    Index(None, "branch_id", "held_on"),
)

attendance = Table(
    "attendance",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("activity_id", ForeignKey("activities.id"), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("presence", String(10), nullable=False),
    Column("reason", String(20)),
    Column("at", Moment),
    Column("made_up_on", Date),
    Column("state", String(10), nullable=False),
    Column("source", String(20)),
    Column("message_id", String(255)),
    Column("recorded_by", String(64)),
    Column("recorded_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("activity_id", "member_id"),
    one_of("presence", Presence),
    one_of("reason", Reason),
    one_of("state", State),
    Index(None, "member_id"),
)

study_entries = Table(
    "study_entries",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("minutes", Integer),
    Column("topic", Text),
    Column("make_up_for", Date),
    *recorded(),
    Index(None, "member_id", "on_day"),
)

leaves = Table(
    "leaves",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("event", String(30)),
    Column("reason", String(20)),
    *recorded(),
    one_of("event", Event),
    one_of("reason", Reason),
    CheckConstraint("start_on <= end_on", name="span"),
    Index(None, "member_id", "start_on"),
)

talks = Table(
    "talks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("branch_id", ForeignKey("branches.id"), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("speakers", JSON, nullable=False),
    Column("partners", JSON, nullable=False),
    *recorded(),
    Index(None, "branch_id", "on_day"),
)

trainings = Table(
    "trainings",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("title", Text),
    Column("hours", Numeric(6, 2), nullable=False),
    Column("online", Boolean, nullable=False),
    *recorded(),
    Index(None, "member_id", "on_day"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("fact_id", BigId, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("before", JSON, nullable=False),
    Column("reason", Text),
    Column("replaced_by", String(64)),
    Column("replaced_at", Moment, nullable=False),
    UniqueConstraint("kind", "fact_id", "revision"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("received_at", Moment, nullable=False),
    Column("incoming", JSON),  # kept only until it is answered
    Column("answer", JSON),
    Index(None, "received_at"),
)

pendings = Table(
    "pendings",
    metadata,
    Column("address", String(200), primary_key=True),
    Column("shown", Text),
    Column("text", Text),
    Column("readings", JSON, nullable=False),
    Column("choices", JSON, nullable=False),
    Column("number_into", Text),
    Column("name_into", Text),
    Column("fills", String(20)),
    Column("token", String(40), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

promises = Table(
    "promises",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", String(255), nullable=False, unique=True),
    Column("recipient", String(200), nullable=False),
    Column("reply", JSON, nullable=False),
    Column("payload", LargeBinary),  # a picture's or document's bytes
    Column("urgent", Boolean, nullable=False),
    Column("in_hours", Boolean, nullable=False),  # said unasked: only within the hours for that
    Column("not_before", Moment, nullable=False),
    Column("expires", Moment),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_owner", String(80)),
    Column("lease_until", Moment),
    Column("request", Text),
    Column("receipt", String(255)),
    Column("error", String(255)),
    Column("promised_at", Moment, nullable=False),
    Column("settled_at", Moment),
    one_of("state", ["due", "sending", "sent", "dead", "expired"]),
    Index(None, "state", "not_before"),
    Index(None, "recipient"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(64)),
    Column("role", String(30)),
    Column("action", String(60), nullable=False),
    Column("object", String(120), nullable=False),
    Column("before_hash", String(64)),
    Column("after_hash", String(64)),
    Column("source", String(20)),
    Column("message_id", String(255)),
    Column("on_behalf_of", String(64)),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("count", BigId, nullable=False),
    Column("hash", String(64), nullable=False),
    CheckConstraint("id = 1", name="single"),
)
