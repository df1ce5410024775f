"""The phrases acts put together, each with the values it may say; the words themselves are content (phrases.yml)."""

PHRASES_FILE = "common/phrases.yml"

_PHRASES = """
    title_heading: code label
    title_line: competence delay due_date value
    title_under_case: competence deadline label number
    delay_today:
    delay: parts
    delay_months_one:
    delay_months_many: count
    delay_days_one:
    delay_days_many: count
    joined_by:
    scope_all:
    scope_one: label
    negotiated_one: code label
    plan_parts_one:
    plan_parts_many: count
    plan_option: count installment
    offer_line_lump: code label total
    summary_line_one: code first_due label number total
    summary_line_many: code label next_due next_value number paid parts
    due_moves: payable_on
    valid_today: day
    agreements_one: numbers
    agreements_many: numbers
    slips_coming_one:
    slips_coming_many: count
    address_noted: address
    creditor_block: address cnpj creditor
    composition_heading: code label
    composition_principal: value
    composition_fine: value
    composition_interest: value
    composition_discount: value
    composition_fee_one: value
    composition_fee_many: count value
    composition_total: value
    when_weekday: day hour weekday
    when_soon: minutes
    weekday_0:
    weekday_1:
    weekday_2:
    weekday_3:
    weekday_4:
    weekday_5:
    weekday_6:
    greeting_morning:
    greeting_afternoon:
    greeting_night:
    means_boleto:
    means_pix:
    means_joined_by:
    hours_weekdays: first last
    hours_saturdays: first last
    why_below_floor:
    why_no_discount_on_plans:
    why_minimum_installment: minimum_installment
    why_minimum_down_payment: minimum_down
    why_down_payment_above_installment:
    why_too_many_installments: plan_parts
    why_needs_more_installments: plan_parts
    why_needs_larger_down_payment:
    why_needs_down_payment:
    why_above_monthly_limit: kept_value
    why_whole_debt:
    why_no_plans:
    tool_failure:
    bot_stopped:
    many_messages:
    back_in_queue: hours
    back_in_queue_closed: hours when
    nobody_here: hours when
    paper_link_line: link
    names_joined_by:
    channels_joined_by:
    notice_pay_how: days means
    notice_channel_here_whatsapp:
    notice_channel_here_sms:
    notice_channel_phone: phone
    notice_channel_portal: portal
    notice_answered_at: day hour
    notice_deadline_moves: payable_until
    notice_incomplete: lacks
    lack_operator_name:
    lack_operator_cnpj:
    lack_operator_address:
    lack_ans_number:
    lack_recipient:
    lack_person_name:
    lack_beneficiaries:
    lack_plan_name:
    lack_plan_number:
    lack_registration:
    lack_fees:
    lack_pay_how:
    lack_contact_channels:
    lack_protocol:
    news_case: number outcome
    news_term: deadline
    news_slip: number
    news_slips_one: due number total
    news_slips_many: count due number total
    news_slip_by_email: email
    news_slip_by_phone:
    slip_here_one: due total
    slip_here_many: due part total
    slip_here_first:
    slip_here_pix: due total
    slip_here_copy:
    slip_here_bank: bank
    slip_here_check: bank beneficiary cnpj phone site
"""

PHRASES: dict[str, frozenset[str]] = {
    name.strip(): frozenset(values.split())
    for name, _, values in (line.partition(":") for line in _PHRASES.strip().splitlines())
}
