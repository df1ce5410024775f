"""The settings of a command that works beside running services: it finds the embedded ones where they are."""

from bot.config import Settings, load_settings
from bot.supervisor.run_folder import RunFolder


def connected_settings() -> Settings:
    """The settings, with the addresses of what `concilia run` keeps under this home where nothing else is set."""
    settings = load_settings()
    addresses = RunFolder(settings.home).addresses()
    found: dict[str, object] = {}
    if not settings.redis_url and "CONCILIA_REDIS_URL" in addresses:
        found["redis_url"] = addresses["CONCILIA_REDIS_URL"]
    if not settings.nlu_url and "CONCILIA_NLU_URL" in addresses:
        found["nlu_url"] = (addresses["CONCILIA_NLU_URL"],)
    return settings.model_copy(update=found)
