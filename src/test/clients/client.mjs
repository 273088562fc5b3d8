// The official Node clients of OpenAI and Anthropic against a running program.
//
//     node client.mjs ADDRESS MANAGEMENT_ADDRESS        with the models of src/test/clients/models.yaml
import assert from "node:assert/strict";
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
    for await (const chunk of stream) {
      assert.ok(chunk);
      break;
    }
    stream.controller.abort();
  },
  async "anthropic chats"() {
    assert.match((await a.messages.create({ model: "claude-test", ...ask })).content[0].text, /\[small\]/);
  },
  async "anthropic streams"() {
    assert.match(await a.messages.stream({ model: "small", ...ask }).finalText(), /\[small\]/);
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
    await assert.rejects(a.messages.create({ model: "broken", ...ask }), Anthropic.InternalServerError);
  },
};

for (const [name, test] of Object.entries(tests)) {
  await test();
  console.log("node:", name);
}
