"""The official Python clients of OpenAI and Anthropic against a running program.

    client.py ADDRESS MANAGEMENT_ADDRESS JOURNAL        # with the models of src/test/clients/models.yaml
"""
import contextlib
import io
import re
import sys
import threading
import time
import urllib.request

import anthropic
import openai

base = sys.argv[1]
o = openai.OpenAI(base_url=base + "/v1", api_key="right", max_retries=0, timeout=60)
a = anthropic.Anthropic(base_url=base, api_key="right", max_retries=0, timeout=60)
ask = {"messages": [{"role": "user", "content": "hello"}], "max_tokens": 4}


def refused(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def waiting():
    with urllib.request.urlopen(sys.argv[2] + "/actuator/models") as answer:
        return sum(map(int, re.findall(r'"waiting" *: *(\d+)', answer.read().decode())))


# Says that the head of an answer came before its model was ready: how long the wait was is known only then.
def began_while_loading(answer):
    return "x-llama-swap-model" in answer.headers and "x-llama-swap-waited" not in answer.headers


def cancels():
    with open(sys.argv[3]) as journal:
        return sum(" cancel" in line for line in journal)


# The model server sees within a second that its client left; another one is for a busy machine.
@contextlib.contextmanager
def cancelled_soon():
    before = cancels()
    yield
    left = time.monotonic()
    while cancels() == before:
        assert time.monotonic() - left < 2, "not seen by the model server"
        time.sleep(0.02)


# One request of the one that is served at a time, one behind it, one for a model that has no room.
@contextlib.contextmanager
def everything_busy():
    over = threading.Event()
    streams = []

    def hold(model):
        with contextlib.suppress(openai.OpenAIError):
            stream = o.chat.completions.create(model=model, stream=True, messages=ask["messages"], max_tokens=2_000)
            stream.close() if over.is_set() else streams.append(stream)

    hold("narrow")
    others = []
    for model in ["narrow", "small"]:
        others.append(threading.Thread(target=hold, args=[model], daemon=True))
        others[-1].start()
        while waiting() < len(others):
            time.sleep(0.05)
    yield
    over.set()
    for stream in streams:
        stream.close()
    for other in others:
        other.join(60)


def openai_chats():
    assert "[small]" in o.chat.completions.create(model="gpt-4o-mini", **ask).choices[0].message.content


def openai_streams():
    chunks = list(o.chat.completions.create(model="small", stream=True, **ask))
    assert "[small]" in "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert chunks[-1].choices[0].finish_reason


def openai_calls_tools():
    tools = [{"type": "function", "function": {"name": "look_up", "parameters": {"type": "object", "properties": {}}}}]
    call = o.chat.completions.create(model="small", tools=tools, **ask).choices[0].message.tool_calls[0]
    assert call.function.name == "look_up" and call.function.arguments.startswith('{"text":')


def openai_embeds():
    assert len(o.embeddings.create(model="small", input=["one", "two"], encoding_format="float").data) == 2


def openai_makes_images():
    assert len(o.images.generate(model="small", prompt="a cat").data) == 1


def openai_uploads_audio():
    assert "bytes arrived" in o.audio.transcriptions.create(model="small", file=("a.wav", io.BytesIO(b"x" * 200_000))).text


def openai_lists_models():
    assert {"small", "broken"} <= {model.id for model in o.models.list()}


def openai_knows_what_went_wrong():
    refused(openai.NotFoundError, lambda: o.chat.completions.create(model="nobody", **ask))
    refused(openai.BadRequestError, lambda: o.chat.completions.create(model="small", extra_headers={"X-Demo-Status": "400"}, **ask))
    refused(openai.InternalServerError, lambda: o.chat.completions.create(model="broken", **ask))


def openai_tells_errors_of_the_proxy_apart():
    def chat(key, model="small", text="hello"):
        client = o.with_options(api_key=key)
        return client.chat.completions.create(model=model, messages=[{"role": "user", "content": text}], max_tokens=4)

    assert refused(openai.AuthenticationError, lambda: chat("wrong")).code
    refused(openai.PermissionDeniedError, lambda: chat("reading"))
    assert refused(openai.APIStatusError, lambda: chat("right", text="x" * 1_100_000)).status_code == 413
    with everything_busy():
        assert refused(openai.RateLimitError, lambda: chat("right", "narrow")).response.headers["retry-after"]
        assert refused(openai.InternalServerError, lambda: chat("right", "broken")).status_code == 503


def openai_cancels():
    with o.chat.completions.create(model="small", stream=True, messages=ask["messages"], max_tokens=100_000) as stream:
        next(iter(stream))
        with cancelled_soon():
            stream.close()


def openai_streams_through_a_load():
    stream = o.chat.completions.create(model="slow", stream=True, **ask)
    assert began_while_loading(stream.response)
    chunks = list(stream)
    assert "[slow]" in "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert chunks[-1].choices[0].finish_reason


def openai_hears_of_a_load_that_fails():
    stream = o.chat.completions.create(model="doomed-python", stream=True, **ask)
    assert began_while_loading(stream.response)
    assert "exit code 3" in str(refused(openai.APIError, lambda: list(stream)))


def openai_hears_of_a_model_that_dies():
    stream = o.chat.completions.create(
        model="small", stream=True, messages=ask["messages"], max_tokens=100, extra_headers={"X-Demo-Exit-After-Tokens": "3"})
    assert refused(openai.APIError, lambda: list(stream)).code == "bad_gateway"


def anthropic_chats():
    answer = a.messages.create(model="claude-test", **ask)
    assert "[small]" in answer.content[0].text and answer.usage.output_tokens == 4


def anthropic_streams():
    with a.messages.stream(model="small", **ask) as stream:
        assert "[small]" in "".join(stream.text_stream)


def anthropic_streams_through_a_load():
    with a.messages.stream(model="slow", **ask) as stream:
        assert began_while_loading(stream.response)
        assert "[slow]" in "".join(stream.text_stream)
        assert stream.get_final_message().stop_reason


def anthropic_hears_of_a_load_that_fails():
    with a.messages.stream(model="doomed-python", **ask) as stream:
        assert began_while_loading(stream.response)
        assert "exit code 3" in str(refused(anthropic.APIStatusError, lambda: list(stream.text_stream)))


def anthropic_hears_of_a_model_that_dies():
    asked = {**ask, "max_tokens": 100}
    with a.messages.stream(model="small", extra_headers={"X-Demo-Exit-After-Tokens": "3"}, **asked) as stream:
        assert "broke off" in str(refused(anthropic.APIStatusError, lambda: list(stream.text_stream)))


def anthropic_cancels():
    with a.messages.create(model="small", stream=True, messages=ask["messages"], max_tokens=100_000) as stream:
        next(iter(stream))
        with cancelled_soon():
            stream.close()


def anthropic_lists_models():
    assert "small" in {model.id for model in a.models.list()}


def anthropic_calls_tools():
    answer = a.messages.create(model="small", tools=[{"name": "look_up", "input_schema": {"type": "object"}}], **ask)
    assert answer.stop_reason == "tool_use" and answer.content[0].name == "look_up"


def anthropic_counts_tokens():
    assert a.messages.count_tokens(model="small", messages=ask["messages"]).input_tokens > 0


def anthropic_knows_what_went_wrong():
    refused(anthropic.NotFoundError, lambda: a.messages.create(model="nobody", **ask))
    refused(anthropic.BadRequestError, lambda: a.messages.create(model="small", extra_headers={"X-Demo-Status": "400"}, **ask))
    refused(anthropic.InternalServerError, lambda: a.messages.create(model="broken", **ask))


def anthropic_tells_errors_of_the_proxy_apart():
    def message(key, model="small", text="hello"):
        client = a.with_options(api_key=key)
        return client.messages.create(model=model, messages=[{"role": "user", "content": text}], max_tokens=4)

    error = refused(anthropic.AuthenticationError, lambda: message("wrong"))
    assert error.body["error"]["type"] == "authentication_error"
    refused(anthropic.PermissionDeniedError, lambda: message("reading"))
    assert refused(anthropic.APIStatusError, lambda: message("right", text="x" * 1_100_000)).status_code == 413
    with everything_busy():
        assert refused(anthropic.RateLimitError, lambda: message("right", "narrow")).response.headers["retry-after"]
        assert refused(anthropic.InternalServerError, lambda: message("right", "broken")).status_code == 503


for name, test in list(globals().items()):
    if name.startswith(("openai_", "anthropic_")):
        test()
        print("python:", name.replace("_", " "))
