"""The forms a conversation may be closed with, and what is known already of those who fill them in (H4)."""

from collections.abc import Callable, Mapping, Sequence

from bot.application.agents.keys import Member
from bot.application.agents.tools import AgentDesk, AgentTools
from bot.domain.documents import formatted
from bot.domain.errors import BotError
from bot.domain.people import Person
from flows.forms import Form, Source

CPF_LENGTH = 11
_DAY_IN_PROTOCOL = slice(6, 14)


class FormMissing(BotError):
    """The creditor's content has no form of that name, or none at all."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no form {name!r}" if name else "this creditor has no wrap-up form")
        self.name = name


async def forms_for(opened: AgentDesk, tools: AgentTools) -> Sequence[Form]:
    """Those of the conversation's release, the usual one first; of the live one, where that is from before forms."""
    return opened.release.forms.get(opened.profile) or (await tools.releases.live()).forms.get(opened.profile, ())


def form_named(forms: Sequence[Form], name: object) -> Form:
    """None named: the usual one."""
    found = next((form for form in forms if not name or form.id == name), None)
    if found is None:
        raise FormMissing(str(name or ""))
    return found


def known_answers(form: Form, opened: AgentDesk, member: Member) -> dict[str, str]:
    """By field, for those left blank."""
    known = _known(opened, member)
    return {one.id: known[one.source] for one in form.fields if one.source is not None and known.get(one.source)}


def _known(opened: AgentDesk, member: Member) -> Mapping[Source, str]:
    desk = opened.desk
    protocol = desk.conversation.protocol or ""
    day = protocol[_DAY_IN_PROTOCOL]
    return {
        Source.AGENT: member.email,
        Source.TODAY: desk.today.isoformat(),
        Source.CREDITOR: desk.policy.parties.creditor.name,
        Source.PROTOCOL: protocol,
        Source.PROTOCOL_DATE: f"{day[:4]}-{day[4:6]}-{day[6:]}" if day.isdigit() else "",
        **({source: read(desk.account.person) or "" for source, read in _OF_PERSON.items()} if desk.account else {}),
    }


def _is_company(person: Person) -> bool:
    return len(person.document) > CPF_LENGTH


_OF_PERSON: Mapping[Source, Callable[[Person], str | None]] = {
    Source.NAME: lambda person: person.name,
    Source.CPF: lambda person: "" if _is_company(person) else formatted(person.document),
    Source.CNPJ: lambda person: formatted(person.document) if _is_company(person) else "",
    Source.PERSON_KIND: lambda person: "J" if _is_company(person) else "F",
    Source.REGISTRATION: lambda person: person.registration,
    Source.CITY: lambda person: person.city,
    Source.STATE: lambda person: person.state,
}
