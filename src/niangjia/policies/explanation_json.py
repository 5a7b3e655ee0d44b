"""The parts of an explanation as JSON."""

from collections.abc import Mapping
from typing import Any

from niangjia.kernel.text import Text
from niangjia.policies import codes
from niangjia.policies.deciding import Decision
from niangjia.policies.distances import Distance
from niangjia.policies.near_misses import NearMiss
from niangjia.policies.sentences import in_words
from niangjia.policies.steps import Step

Json = dict[str, Any]


def head_as_json(decision: Decision) -> Json:
    """Which rules were applied, and the answer."""
    outputs, rule_set = decision.outputs, decision.rule_set
    return {
        "rule_set": rule_set.name,
        "version": rule_set.version,
        "region": decision.facts.region,
        "applied_on": decision.facts.applied_on.isoformat(),
        "category": outputs.category,
        "category_label": _text(rule_set.labels["category"][outputs.category]),
        "is_eligible": outputs.is_eligible,
        "exclusions": _bits(outputs.exclusions, rule_set.labels["exclusions"], codes.EXCLUSION_CODES),
        "causes": _bits(outputs.causes, rule_set.labels["causes"], codes.CAUSE_CODES),
        "main_cause": outputs.main_cause,
        "main_cause_label": _text(rule_set.labels["main_cause"][outputs.main_cause]),
        "outputs": outputs._asdict(),
    }


def step_as_json(decision: Decision, step: Step) -> Json:
    """One value with its inputs; a fold's input is a list with null for members who do not count."""
    variable, units = step.variable, decision.rule_set.units
    people = range(len(decision.facts.members))
    return {
        "variable": variable.name,
        "member": step.member,
        "label": _text(variable.label),
        "value": _plain(variable.unit, step.value),
        "unit": variable.unit,
        "inputs": {
            name: [_plain(units[name], value.get(place)) for place in people]
            if variable.fold
            else _plain(units[name], value)
            for name, value in step.inputs.items()
        },
        "basis": _text(variable.basis),
        "sentence": _text(step.sentence),
    }


def distance_as_json(decision: Decision, distance: Distance) -> Json:
    """One boundary."""
    return {**distance._asdict(), "category_label": _text(decision.rule_set.labels["category"][distance.category])}


def miss_as_json(miss: NearMiss) -> Json:
    """One near-miss."""
    return {
        "fact": miss.fact,
        "member": miss.member,
        "label": _text(miss.label),
        "unit": miss.unit,
        "from": _plain(miss.unit, miss.before),
        "to": _plain(miss.unit, miss.after),
        "change": miss.change,
        "kind": miss.kind,
        "result": miss.result,
        "result_label": _text(miss.result_label),
        "is_eligible": miss.is_eligible,
        "sentence": _text(miss.sentence),
    }


def parameters_as_json(decision: Decision) -> list[Json]:
    """Every parameter value with the row it came from."""
    return [
        {
            "name": parameter.name,
            "label": _text(parameter.label),
            "unit": parameter.unit,
            "value": list(row.value) if isinstance(row.value, tuple) else row.value,
            "region": row.region,
            "from": row.from_on.isoformat(),
            "source": row.source.code,
            "document": _text(row.source.title),
            "note": _text(row.note),
            "confirmed": row.is_confirmed,
        }
        for parameter, row in zip(decision.rule_set.table.parameters, decision.parameters.rows, strict=True)
    ]


def _text(text: Text) -> Json:
    return {"zh": text.zh, "en": text.en}


def _bits(value: int, labels: Mapping[int, Text], names: Mapping[int, str]) -> list[Json]:
    return [{"bit": bit, "code": names[bit], "label": _text(labels[bit])} for bit in codes.bits_of(value)]


def _plain(unit: str, value: Any) -> Any:
    if value is None:
        return None
    if unit in {"day", "civil"}:
        return in_words("", unit, value, "en")
    return list(value) if isinstance(value, tuple) else value
