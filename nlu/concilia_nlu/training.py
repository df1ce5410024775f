"""Trains a compiled release project: its folder in, one model file out."""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rasa.engine.caching import CACHE_LOCATION_ENV, CACHE_SIZE_ENV, LocalTrainingCache
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.training.graph_trainer import GraphTrainer
from rasa.engine.validation import validate
from rasa.shared.data import TrainingType
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter

from concilia_nlu.graph import BrokenGraph, load_graph
from concilia_nlu.project_check import BrokenProject, check_project, refusing_warnings
from concilia_nlu.quiet import configure_logging

logger = logging.getLogger("concilia.nlu")
CACHE_SIZE_MB = "500"


def train(project: Path, out: Path, cache: Path | None = None) -> None:
    """Train understanding and policy of a project that Rasa finds nothing wrong with.

    Unlike `rasa train` it asks for no story: FlowPolicy learns from none.
    """
    load_graph(project / "flows.json")
    out, cache = out.absolute(), cache and cache.absolute()
    unfinished = out.with_name(f".{os.getpid()}-{out.name}")
    with _inside(project), _caching(cache), tempfile.TemporaryDirectory() as work:
        importer = TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"])
        check_project(importer)
        config = importer.get_config()
        recipe = Recipe.recipe_for_name(config.get("recipe"))
        graphs = recipe.graph_config_for_recipe(config, {}, training_type=TrainingType.BOTH)
        validate(graphs)
        trainer = GraphTrainer(LocalModelStorage(Path(work)), LocalTrainingCache(), DaskGraphRunner)
        with _removed_unless_whole(unfinished), refusing_warnings():
            trainer.train(graphs, importer, unfinished, force_retraining=cache is None)
    unfinished.replace(out)


@contextmanager
def _removed_unless_whole(file: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Paths in a project's files are written as seen from its folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _caching(folder: Path | None) -> Iterator[None]:
    """Rasa reads its cache's place and size from the environment only; a size of nought turns it off."""
    wanted = {CACHE_SIZE_ENV: CACHE_SIZE_MB if folder else "0", CACHE_LOCATION_ENV: str(folder or "")}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="train.py", description=__doc__)
    parser.add_argument("project", type=Path, help="folder with config.yml, domain.yml, data/ and flows.json")
    parser.add_argument("--out", type=Path, required=True, help="the model file to write (model.tar.gz)")
    parser.add_argument("--cache", type=Path, help="folder of trained parts, to train only what changed")
    options = parser.parse_args(arguments)
    configure_logging()
    logging.getLogger("rasa.engine.training.hooks").setLevel(logging.INFO)
    return _train_aloud(options)


def _train_aloud(options: argparse.Namespace) -> int:
    began = time.monotonic()
    try:
        train(options.project, options.out, options.cache)
    except (BrokenGraph, BrokenProject, RasaException, OSError) as error:
        logger.error("training failed: %s", error.__cause__ or error)
        return 1
    logger.info("trained %s in %.1f s", options.out, time.monotonic() - began)
    return 0
