"""Prints the states that ipywidgets opens its own controls with, for test/kernel/host/widgets/widget-states.test.ts, as JSON.

    python -m venv VENV && VENV/bin/pip install ipywidgets==8.1.9
    VENV/bin/python widget-states.py > widget-states.json

A reference to a model stands as the state of that model; what is left to the page (null) is left out.
"""

import json

import ipywidgets as w

label = {"description": "Gain"}
MADE = {
    "intSlider": w.IntSlider(value=3, min=1, max=9, step=2, **label),
    "floatSlider": w.FloatSlider(value=0.5, min=0, max=1, step=0.01, **label),
    "intRangeSlider": w.IntRangeSlider(value=(2, 4), min=0, max=9, **label),
    "floatRangeSlider": w.FloatRangeSlider(value=(0.25, 0.5), min=0, max=1, step=0.01, **label),
    "numberInput": w.FloatText(value=2.5, **label),
    "boundedNumberInput": w.BoundedFloatText(value=2.5, min=0, max=9, step=0.5, **label),
    "dropdown": w.Dropdown(options=["relu", "tanh"], value="tanh", **label),
    "checkbox": w.Checkbox(value=True, indent=True, **label),
    "text": w.Text(value="a", placeholder="b", continuous_update=True, **label),
    "button": w.Button(icon="check", button_style="info", **label),
    "progress": w.FloatProgress(value=0.5, min=0, max=1, bar_style="success", **label),
    "html": w.HTML(value="<b>x</b>", placeholder="", **label),
    "vBox": w.VBox([w.Checkbox(**label)]),
    "hBox": w.HBox([]),
    "output": w.Output(),
}


def state(widget):
    return {name: unfolded(value) for name, value in widget.get_state().items() if value is not None}


def unfolded(value):
    if isinstance(value, (list, tuple)):
        return [unfolded(one) for one in value]
    if not isinstance(value, str) or not value.startswith("IPY_MODEL_"):
        return value
    return state(w.widget_serialization["from_json"](value, None))


print(json.dumps({name: state(widget) for name, widget in MADE.items()}, indent=2, sort_keys=True))
