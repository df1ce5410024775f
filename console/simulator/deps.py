"""What the simulator's pages work with, bound once when the service starts."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from bot.application.portfolio.ports import Portfolios
from bot.application.ports import Clock, Records
from bot.application.releases import Releases
from bot.application.simulator_view import SimulatorView
from console.simulator.ingress import Ingress
from console.simulator.numbers import OurNumbers
from console.simulator.twilio_forms import Account


@dataclass(frozen=True)
class Simulator:
    """Everything behind the pages under /simulator."""

    view: SimulatorView
    records: Records
    releases: Releases
    portfolios: Portfolios
    clock: Clock
    ingress: Ingress
    numbers: OurNumbers
    account: Account


def _simulator(request: Request) -> Simulator:
    simulator: Simulator = request.app.state.simulator
    return simulator


Behind = Annotated[Simulator, Depends(_simulator)]
