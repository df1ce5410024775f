"""The figures of the service, all in one place; what each means is in docs/metrics.md.

Labels are words of ours from short lists: never a number, a name or an address of anybody.
"""

from prometheus_client import Counter, Gauge, Histogram

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_PATIENT = (0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 1_800, 7_200)

# The door.
WEBHOOKS = Counter("concilia_webhooks", "Deliveries answered at a door, by status", ["door", "code"])
ACKNOWLEDGED = Histogram(
    "concilia_webhook_seconds", "From a delivery's arrival to our answer", ["door"], buckets=_QUICK
)
MESSAGES = Counter("concilia_messages", "Messages accepted: new, or repeated and kept once", ["outcome"])
STATUSES = Counter("concilia_status_callbacks", "Delivery states told by the provider", ["state"])
DELIVERED = Histogram("concilia_delivery_seconds", "From handing over to hearing of the delivery", buckets=_PATIENT)

# A turn.
BURST = Histogram("concilia_burst_seconds", "From the first message of a turn to the last", buckets=_PATIENT)
LAG = Histogram("concilia_turn_lag_seconds", "From a turn's being due to its being claimed", buckets=_PATIENT)
SET_ASIDE = Counter("concilia_inbox_set_aside", "Messages set aside that could not be opened")
TURN = Histogram("concilia_turn_seconds", "From claim to commit", buckets=_QUICK)
TURNS = Counter("concilia_turns", "Turns ended: committed, superseded or failed", ["outcome"])
LEASES = Gauge("concilia_leases", "Conversations this worker holds")
NLU = Histogram("concilia_nlu_client_seconds", "One question to the dialogue, as asked", ["call"], buckets=_QUICK)
NLU_FAILED = Counter("concilia_nlu_client_failures", "Questions to the dialogue that failed", ["call", "error"])
ACT = Histogram("concilia_act_seconds", "One business act within a turn", ["act"], buckets=_QUICK)
ACTS = Counter("concilia_acts", "Business acts performed, by their outcome", ["act", "outcome"])
COMMIT = Histogram("concilia_commit_seconds", "Writing a turn", buckets=_QUICK)
UNDERSTOOD = Counter("concilia_understood", "Turns by what was understood", ["intent"])
HANDED_OVER = Counter("concilia_handovers", "Conversations given to people, by reason", ["reason"])

# The way out.
OUTBOX_WAIT = Histogram("concilia_outbox_wait_seconds", "From a message's being decided to its claim", buckets=_PATIENT)
SENDINGS = Counter("concilia_sendings", "Messages tried at the provider, by outcome and reason", ["outcome", "reason"])
PROVIDER = Histogram("concilia_provider_seconds", "One request to the provider", ["code"], buckets=_QUICK)

# What waits, read from the database and Redis by the api, at most every few seconds.
UP = Gauge("concilia_up", "Whether a part answers", ["part"])
INBOX_WAITING = Gauge("concilia_inbox_waiting", "Messages accepted and not answered yet")
INBOX_AGE = Gauge("concilia_inbox_age_seconds", "Age of the oldest of them")
OUTBOX = Gauge("concilia_outbox", "Messages not sent yet, by state", ["state"])
OUTBOX_AGE = Gauge("concilia_outbox_age_seconds", "Age of the oldest of them, by state", ["state"])
NOTICES = Gauge("concilia_notices_planned", "Notices planned and not tried yet")
QUEUE = Gauge("concilia_queue", "Conversations that wait for a person")
QUEUE_AGE = Gauge("concilia_queue_age_seconds", "How long the first of them has waited")
AGENTS = Gauge("concilia_agents", "Agents online: all of them, and those who take conversations", ["who"])
EVIDENCE = Gauge("concilia_evidence_waiting", "Entries of evidence that have no place in the log yet")
EVIDENCE_LAG = Gauge("concilia_evidence_lag_seconds", "Age of the oldest entry of evidence that waits for its place")
RELEASE = Gauge("concilia_release_live", "1 for the release new conversations begin with", ["release"])

# Each process.
DISK_FREE = Gauge("concilia_disk_free_ratio", "Part of the disk under the home that is free, from 0 to 1")
LINES = Counter("concilia_log_lines", "Warnings and errors written down, by event", ["level", "event"])


def count_line(level: str, event: str) -> None:
    """Warnings and worse are counted as they are written: no failure is caught without being written down."""
    if level not in {"debug", "info"}:
        LINES.labels(level, event).inc()
