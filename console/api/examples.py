"""Examples in the description of the API; everybody in them is invented."""

from typing import Any

_SPREAD = {"count": 12, "median_s": 95, "p90_s": 410}
_ENTRY = {
    "id": 7,
    "reason": "asked",
    "since": "2026-11-20T15:00:00+00:00",
    "channel": "whatsapp",
    "last_seen": 9,
    "urgent": False,
    "creditor": "cassems",
    "protocol": "41953420261120000001",
    "contact": "+5567*****0001",
}
_TITLE = {
    "number": "045944372",
    "code": "002",
    "competence": "2026-10",
    "due_date": "2026-10-14",
    "days_overdue": 38,
    "principal": "1594.53",
    "updated": "1646.62",
}
_DEBTOR = {
    "id": 3,
    "creditor": "cassems",
    "name": "Maria Aparecida Exemplo",
    "document": "***.083.016-**",
    "role": "holder",
    "titles": [_TITLE],
    "titles_in_agreement": [],
    "agreements": [],
    "cases": [],
}
EXAMPLES: dict[tuple[str, str], dict[str, Any]] = {
    ("get", "/api/v1/queue"): {"answer": [_ENTRY]},
    ("post", "/api/v1/conversations/{conversation_id}/accept"): {
        "answer": {"id": 7, "owner": "agent", "agent": "ana@exemplo.invalid"}
    },
    ("post", "/api/v1/conversations/{conversation_id}/messages"): {
        "request": {"text": "Boa tarde, aqui é a Ana.", "last_seen": 9},
        "answer": {"seq": 10},
    },
    ("post", "/api/v1/conversations/{conversation_id}/return"): {
        "request": {"step": "offer.full", "facts": {"first_due": "2026-11-28"}},
        "answer": {"id": 7, "owner": "bot", "step": "offer.full"},
    },
    ("post", "/api/v1/conversations/{conversation_id}/queue"): {"answer": {"id": 7, "owner": "queue"}},
    ("post", "/api/v1/debtors/search"): {"request": {"document": "15908301647"}, "answer": [_DEBTOR]},
    ("get", "/api/v1/debtors/{debtor}"): {"answer": _DEBTOR},
    ("get", "/api/v1/titles"): {"answer": [_TITLE]},
    ("post", "/api/v1/quotes"): {"request": {"debtor": 3}},
    ("post", "/api/v1/notices/batches"): {
        "request": {"creditor": "cassems", "due": "2026-11-21"},
        "answer": {"id": 2, "planned": 41, "skipped": [{"cpf": "***.083.016-**", "reason": "no_phone"}]},
    },
    ("post", "/api/v1/cases/{number}/close"): {
        "request": {"outcome": "pagamento confirmado em 18/11"},
        "answer": {"number": "2026112000001", "state": "closed"},
    },
    ("post", "/api/v1/portfolios"): {
        "answer": {
            "rows": 3,
            "people": 2,
            "imported": 2,
            "updated": 0,
            "unchanged": 0,
            "withdrawn": 0,
            "rejected": [{"line": 4, "column": "cpf", "reason": "not a CPF"}],
        }
    },
    ("get", "/api/v1/figures"): {
        "answer": {
            "from": "2026-11-20",
            "to": "2026-11-20",
            "handed_off": 14,
            "by_reason": {"asked": 9, "hardship": 5},
            "by_hour": [0] * 9 + [4, 6, 4] + [0] * 12,
            "first_response": _SPREAD,
            "handle_time": _SPREAD,
            "abandoned": 1,
            "returned": 3,
            "closed": 9,
            "went_back": 1,
            "offers_refused": 2,
            "offers_lapsed": 1,
            "agents": [],
        }
    },
}
