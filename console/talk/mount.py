"""The routers of the conversation's page; the one with fixed addresses comes first."""

from fastapi import APIRouter

from console.talk.answering import answering_router
from console.talk.opening import opening_router
from console.talk.router import talk_router


def talk_routers() -> tuple[APIRouter, ...]:
    """`app.state.talk` is bound when the service starts."""
    return opening_router(), talk_router(), answering_router()
