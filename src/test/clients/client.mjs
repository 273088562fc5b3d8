// The official Node clients of OpenAI and Anthropic against a running program.
//
//     node client.mjs ADDRESS MANAGEMENT_ADDRESS JOURNAL        with the models of src/test/clients/models.yaml
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(process.env.CLIENTS_FOLDER + "/"));
const OpenAI = require("openai");
const Anthropic = require("@anthropic-ai/sdk");
const base = process.argv[2];
const o = new OpenAI({ baseURL: base + "/v1", apiKey: "right", maxRetries: 0, timeout: 60_000 });
const a = new Anthropic({ baseURL: base, apiKey: "right", maxRetries: 0, timeout: 60_000 });
const ask = { messages: [{ role: "user", content: "hello" }], max_tokens: 4 };

async function waiting() {
  const text = await (await fetch(process.argv[3] + "/actuator/models")).text();
  return [...text.matchAll(/"waiting" *: *(\d+)/g)].reduce((sum, match) => sum + Number(match[1]), 0);
}

// Says that the head of an answer came before its model was ready: how long the wait was is known only then.
function beganWhileLoading(response) {
  return response.headers.has("x-llama-swap-model") && !response.headers.has("x-llama-swap-waited");
}

const cancels = () => readFileSync(process.argv[4], "utf8").split(" cancel").length;

// The model server sees within a second that its client left; another one is for a busy machine.
async function cancelledSoon(leave) {
  const before = cancels();
  leave();
  for (const left = performance.now(); cancels() === before; ) {
    assert.ok(performance.now() - left < 2_000, "not seen by the model server");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function readAll(stream) {
  const all = [];
  for await (const part of stream) {
    all.push(part);
  }
  return all;
}

// One request of the one that is served at a time, one behind it, one for a model that has no room.
async function whileEverythingIsBusy(check) {
  const leave = new AbortController();
  const hold = (model) =>
    o.chat.completions
      .create({ model, stream: true, messages: ask.messages, max_tokens: 2_000 }, { signal: leave.signal })
      .catch(() => {});
  try {
    await hold("narrow");
    for (const [index, model] of ["narrow", "small"].entries()) {
      hold(model);
      while ((await waiting()) <= index) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    await check();
  } finally {
    leave.abort();
    while ((await waiting()) > 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

// What a client makes of the errors that the program answers itself.
async function tellsErrorsApart(library, send) {
  await assert.rejects(send("wrong", "small", "hello"), library.AuthenticationError);
  await assert.rejects(send("reading", "small", "hello"), library.PermissionDeniedError);
  await assert.rejects(send("right", "small", "x".repeat(1_100_000)), (error) => error.status === 413);
  await whileEverythingIsBusy(async () => {
    await assert.rejects(send("right", "narrow", "hello"), library.RateLimitError);
    await assert.rejects(send("right", "broken", "hello"), (error) => error.status === 503 && error instanceof library.InternalServerError);
  });
}

const tests = {
  async "openai chats"() {
    const answer = await o.chat.completions.create({ model: "gpt-4o-mini", ...ask });
    assert.match(answer.choices[0].message.content, /\[small\]/);
  },
  async "openai streams"() {
    let text = "";
    for await (const chunk of await o.chat.completions.create({ model: "small", stream: true, ...ask })) {
      text += chunk.choices[0]?.delta?.content ?? "";
    }
    assert.match(text, /\[small\]/);
  },
  async "openai calls tools"() {
    const tools = [{ type: "function", function: { name: "look_up", parameters: { type: "object", properties: {} } } }];
    const answer = await o.chat.completions.create({ model: "small", tools, ...ask });
    assert.equal(answer.choices[0].message.tool_calls[0].function.name, "look_up");
  },
  async "openai embeds"() {
    const answer = await o.embeddings.create({ model: "small", input: ["one", "two"], encoding_format: "float" });
    assert.equal(answer.data.length, 2);
  },
  async "openai makes images"() {
    assert.equal((await o.images.generate({ model: "small", prompt: "a cat" })).data.length, 1);
  },
  async "openai uploads audio"() {
    const file = new File([new Uint8Array(200_000)], "a.wav");
    assert.match((await o.audio.transcriptions.create({ model: "small", file })).text, /bytes arrived/);
  },
  async "openai lists models"() {
    assert.ok((await o.models.list()).data.some((model) => model.id === "small"));
  },
  async "openai knows what went wrong"() {
    await assert.rejects(o.chat.completions.create({ model: "nobody", ...ask }), OpenAI.NotFoundError);
    const headers = { "X-Demo-Status": "400" };
    await assert.rejects(o.chat.completions.create({ model: "small", ...ask }, { headers }), OpenAI.BadRequestError);
    await assert.rejects(o.chat.completions.create({ model: "broken", ...ask }), OpenAI.InternalServerError);
  },
  async "openai tells errors of the proxy apart"() {
    await tellsErrorsApart(OpenAI, (apiKey, model, content) =>
      o.withOptions({ apiKey }).chat.completions.create({ model, messages: [{ role: "user", content }], max_tokens: 4 }),
    );
  },
  async "openai cancels"() {
    const stream = await o.chat.completions.create({ model: "small", stream: true, messages: ask.messages, max_tokens: 100_000 });
    await stream[Symbol.asyncIterator]().next();
    await cancelledSoon(() => stream.controller.abort());
  },
  async "openai streams through a load"() {
    const { data, response } = await o.chat.completions.create({ model: "slow", stream: true, ...ask }).withResponse();
    assert.ok(beganWhileLoading(response));
    const chunks = await readAll(data);
    assert.match(chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? "").join(""), /\[slow\]/);
    assert.ok(chunks.at(-1).choices[0].finish_reason);
  },
  async "openai hears of a load that fails"() {
    const { data, response } = await o.chat.completions.create({ model: "doomed-node", stream: true, ...ask }).withResponse();
    assert.ok(beganWhileLoading(response));
    await assert.rejects(readAll(data), (error) => error instanceof OpenAI.APIError && /exit code 3/.test(error.message));
  },
  async "openai hears of a model that dies"() {
    const headers = { "X-Demo-Exit-After-Tokens": "3" };
    const stream = await o.chat.completions.create({ model: "small", stream: true, messages: ask.messages, max_tokens: 100 }, { headers });
    await assert.rejects(readAll(stream), (error) => error instanceof OpenAI.APIError && error.code === "bad_gateway");
  },
  async "anthropic chats"() {
    assert.match((await a.messages.create({ model: "claude-test", ...ask })).content[0].text, /\[small\]/);
  },
  async "anthropic streams"() {
    assert.match(await a.messages.stream({ model: "small", ...ask }).finalText(), /\[small\]/);
  },
  async "anthropic cancels"() {
    const stream = await a.messages.create({ model: "small", stream: true, messages: ask.messages, max_tokens: 100_000 });
    await stream[Symbol.asyncIterator]().next();
    await cancelledSoon(() => stream.controller.abort());
  },
  async "anthropic streams through a load"() {
    const { data, response } = await a.messages.create({ model: "slow", stream: true, ...ask }).withResponse();
    assert.ok(beganWhileLoading(response));
    const events = await readAll(data);
    assert.match(events.map((event) => event.delta?.text ?? "").join(""), /\[slow\]/);
    assert.equal(events.at(-1).type, "message_stop");
  },
  async "anthropic hears of a load that fails"() {
    const { data, response } = await a.messages.create({ model: "doomed-node", stream: true, ...ask }).withResponse();
    assert.ok(beganWhileLoading(response));
    await assert.rejects(readAll(data), (error) => error instanceof Anthropic.APIError && /exit code 3/.test(error.message));
  },
  async "anthropic hears of a model that dies"() {
    const headers = { "X-Demo-Exit-After-Tokens": "3" };
    const stream = await a.messages.create({ model: "small", stream: true, messages: ask.messages, max_tokens: 100 }, { headers });
    await assert.rejects(readAll(stream), (error) => error instanceof Anthropic.APIError && /broke off/.test(error.message));
  },
  async "anthropic counts tokens"() {
    assert.ok((await a.messages.countTokens({ model: "small", messages: ask.messages })).input_tokens > 0);
  },
  async "anthropic lists models"() {
    assert.ok((await readAll(a.models.list())).some((model) => model.id === "small"));
  },
  async "anthropic calls tools"() {
    const tools = [{ name: "look_up", input_schema: { type: "object" } }];
    assert.equal((await a.messages.create({ model: "small", tools, ...ask })).stop_reason, "tool_use");
  },
  async "anthropic tells errors of the proxy apart"() {
    await tellsErrorsApart(Anthropic, (apiKey, model, content) =>
      a.withOptions({ apiKey }).messages.create({ model, messages: [{ role: "user", content }], max_tokens: 4 }),
    );
  },
  async "anthropic knows what went wrong"() {
    await assert.rejects(a.messages.create({ model: "nobody", ...ask }), Anthropic.NotFoundError);
    const headers = { "X-Demo-Status": "400" };
    await assert.rejects(a.messages.create({ model: "small", ...ask }, { headers }), Anthropic.BadRequestError);
    await assert.rejects(a.messages.create({ model: "broken", ...ask }), Anthropic.InternalServerError);
  },
};

for (const [name, test] of Object.entries(tests)) {
  await test();
  console.log("node:", name);
}
