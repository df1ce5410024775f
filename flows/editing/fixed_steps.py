"""Steps the service's own code goes to or speaks from by their names: their words change, their codes do not."""

FIXED_STEPS = frozenset(
    {
        *("acknowledge_notice.contest_holds", "acknowledge_notice.follow_up"),
        *("acknowledge_notice.registered", "acknowledge_notice.registered_plain"),
        *("ask_pix.ask", "ask_status.status", "closing.close", "closing.prepare"),
        *("news.opener", "news.tell", "news.told", "news.told_first", "news.told_in_passing"),
        *("notice.issue", "notice.opener"),
        *("offer.closest_lump", "offer.closest_plan", "offer.full", "offer.full_value", "offer.no_interest"),
        *("offer.plan_fits", "offer.with_discount", "second_copy.issue", "talk.opener", "talk.resume", "welcome.knows"),
    }
)
