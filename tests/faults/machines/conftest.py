"""What several machines share: one PostgreSQL, one Redis, the release the checkout makes, and an nlu."""

from tests.faults.matrix.conftest import nlu_url, release_folder, release_id, shared_ground

__all__ = ["nlu_url", "release_folder", "release_id", "shared_ground"]
