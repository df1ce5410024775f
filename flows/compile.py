"""From content to a standard Rasa project: domain.yml, data/nlu.yml, config.yml, and the graph and texts beside it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from flows.catalogue import ACTS
from flows.graph import Graph, Node, build_graph, response_id, responses_of
from flows.intents import INTENTS, payload_intent
from flows.model import Content, Step, Text
from flows.problems import ContentBroken
from flows.training_data import Mask, masked_examples, read_sentences

FORMAT_VERSION = 1
DOMAIN_FILE, NLU_FILE, CONFIG_FILE = "domain.yml", "data/nlu.yml", "config.yml"
RULES_FILE = "data/rules.yml"
GRAPH_FILE, TEXTS_FILE = "flows.json", "texts.json"
_SLOTS = ("profile", "step", "return_to", "outcome")


@dataclass(frozen=True)
class Training:
    """What understanding is trained from: sentences by file, the pipeline, and how the service masks a text."""

    sentences: Mapping[str, str]
    config: str
    mask: Mask


def compile_project(content: Content, training: Training, *, whole: bool = True) -> dict[str, str]:
    """The project's files by path; the same content always gives the same bytes.

    One that need not be `whole` goes without the references that lead nowhere.
    """
    graphs = [_graph(content, slug, whole) for slug in sorted(content.profiles)]
    return {
        DOMAIN_FILE: _yaml(domain_document(graphs)),
        NLU_FILE: _trained_from(tuple(sorted(training.sentences.items())), training.mask),
        RULES_FILE: rules_text(),
        CONFIG_FILE: training.config,
        GRAPH_FILE: _json(graph_document(content, graphs)),
        TEXTS_FILE: _json(texts_document(content, graphs)),
    }


def _graph(content: Content, slug: str, whole: bool) -> Graph:
    graph, problems = build_graph(content.profiles[slug])
    if problems and (whole or not (graph.start and graph.fallback)):
        raise ContentBroken(problems)
    return graph


@lru_cache(maxsize=4)
def _trained_from(files: tuple[tuple[str, str], ...], mask: Mask) -> str:
    """Written once for all drafts that leave the sentences alone."""
    sentences, problems = read_sentences(dict(files))
    if problems:
        raise ContentBroken(problems)
    return nlu_text(masked_examples(sentences, mask)[0])


def graph_document(content: Content, graphs: Iterable[Graph]) -> dict[str, Any]:
    """flows.json: what FlowPolicy walks."""
    return {
        "version": FORMAT_VERSION,
        "threshold": content.settings.threshold,
        "sure_threshold": content.settings.sure_threshold,
        "priority": list(content.settings.priority),
        "fillers": list(content.settings.fillers),
        "profiles": {graph.profile: _profile_document(graph) for graph in graphs},
    }


def _profile_document(graph: Graph) -> dict[str, Any]:
    return {
        "start": graph.start,
        "fallback": graph.fallback,
        "interrupts": dict(graph.interrupts),
        "steps": {node.id: _step_document(graph.profile, node) for node in graph.nodes.values()},
    }


def _step_document(profile: str, node: Node) -> dict[str, Any]:
    step = node.step
    if step.act:
        return {
            "act": step.act,
            "args": dict(sorted(step.args.items())),
            "outcomes": dict(sorted(node.outcomes.items())),
        }
    name = response_id(profile, node.id)
    found: dict[str, Any] = {
        "say": name if step.say else None,
        "again": f"{name}__again" if step.again else None,
        "resume": node.resume,
        "wait": dict(sorted(node.wait.items())) if step.wait is not None else None,
        "sure": sorted(step.sure),
        "expects": list(step.expects),
        "next": node.next,
        "end": step.end,
        "return": step.returns,
    }
    return {key: value for key, value in found.items() if value or (key == "wait" and value is not None)}


def texts_document(content: Content, graphs: Iterable[Graph]) -> dict[str, Any]:
    """texts.json: what the service renders, by the name of the response, and each profile's fixed values."""
    texts = {
        name: {"profile": graph.profile, **_text_document(step, text), **_template_document(step, text)}
        for graph in graphs
        for name, step, text in responses_of(graph)
    }
    fixed = {slug: dict(profile.globals) for slug, profile in content.profiles.items()}
    samples = dict(content.settings.template_samples)
    return {"version": FORMAT_VERSION, "globals": fixed, "samples": samples, "texts": texts}


def _text_document(step: Step, text: Text) -> dict[str, Any]:
    return {
        "whatsapp": text.whatsapp,
        "sms": text.sms,
        "buttons": [{"label": button.label, "payload": button.payload} for button in step.buttons],
        "options_from": step.options_from or None,
        "tap_only": step.tap_only,
        "alone": step.alone,
        "attach": (step.attach or None) if text is step.say else None,  # said again, no document goes with it
    }


def _template_document(step: Step, text: Text) -> dict[str, Any]:
    """A template goes by itself, and only the first time: what is said again is said in a talk."""
    return {"template": step.template, "alone": True} if step.template and text is step.say else {}


def domain_document(graphs: Iterable[Graph]) -> dict[str, Any]:
    responses = {name: _response(step, text) for graph in graphs for name, step, text in responses_of(graph)}
    return {
        "version": "3.1",
        "intents": sorted(INTENTS),
        "slots": {
            name: {"type": "text", "influence_conversation": False, "mappings": [{"type": "custom"}]} for name in _SLOTS
        },
        "responses": dict(sorted(responses.items())),
        "actions": sorted(f"act_{name}" for name in ACTS),
        "session_config": {"session_expiration_time": 0, "carry_over_slots_to_new_session": True},
    }


def _response(step: Step, text: Text) -> list[dict[str, Any]]:
    usual: dict[str, Any] = {"text": text.whatsapp}
    if step.buttons:
        usual["buttons"] = [
            {"title": button.label, "payload": f"/{payload_intent(button.payload)}"} for button in step.buttons
        ]
    return [usual, {"channel": "sms", "text": text.sms}]


def nlu_text(examples: Mapping[str, list[str]]) -> str:
    blocks = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)} for intent, texts in examples.items()
    ]
    return _yaml({"version": "3.1", "nlu": blocks})


def rules_text() -> str:
    """Rasa's own commands train no policy without a rule; FlowPolicy walks flows.json and learns from none."""
    steps = [{"intent": "greet"}, {"action": f"act_{min(ACTS)}"}]
    return _yaml({"version": "3.1", "rules": [{"rule": "a message is answered by the flows", "steps": steps}]})


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, the way Rasa's own files are written."""


def _block_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _block_text)


def _yaml(document: dict[str, Any]) -> str:
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
