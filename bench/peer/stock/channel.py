"""Rasa's own Twilio channel, sending to another address: the host is all that is changed."""

import os
from typing import Any
from urllib.parse import urlsplit

from rasa.core.channels.channel import OutputChannel
from rasa.core.channels.twilio import TwilioInput, TwilioOutput
from twilio.http.http_client import TwilioHttpClient


class ElsewhereHttp(TwilioHttpClient):  # type: ignore[misc]  # the SDK has no types here
    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(method, os.environ["BENCH_PROVIDER"] + urlsplit(url).path, *args, **kwargs)  # noqa: TID251


class ElsewhereOutput(TwilioOutput):  # type: ignore[misc]
    def __init__(self, *credentials: str) -> None:
        super().__init__(*credentials)
        self.http_client = ElsewhereHttp()


class ElsewhereInput(TwilioInput):  # type: ignore[misc]
    def get_output_channel(self) -> OutputChannel:
        return ElsewhereOutput(self.account_sid, self.auth_token, self.twilio_number)
