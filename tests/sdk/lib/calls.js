// One test per call of the server: made by the official SDK, found in the double's log, and answered with what the SDK's types say.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { complaints } from "./types.js";

/** The names of the server's calls and of the webhooks that it listens to; a test of the server keeps them true. */
export const names = JSON.parse(readFileSync(new URL("../names.json", import.meta.url), "utf8"));

/**
 * Runs `all`, which has one entry per name: `path` (method and path, `*` for an id), `type` (of the answer, in the SDK's
 * declarations) and `run`, which makes it and returns the answer as it came. `imports` brings the types.
 */
export async function calls(provider, stand, all, { imports }) {
  test(`${provider}: every call of the server has a test here, and no other`, () => {
    assert.deepEqual(Object.keys(all).sort(), [...names[provider].calls].sort());
  });
  // The back end is not to join in.
  await stand.control(provider, { webhooks: { destination: "" } });
  const answers = [];
  for (const [name, { path, type, run }] of Object.entries(all)) {
    await test(`${provider}: ${name}`, async () => {
      const before = (await stand.log()).length;
      const answer = await run();
      const pattern = new RegExp(`^${provider} ${path.replaceAll("*", "[A-Za-z0-9_]+")} 200$`);
      const made = (await stand.log()).slice(before).map((entry) => {
        return `${entry.provider} ${entry.method} ${entry.path} ${entry.status}`;
      });
      assert.ok(made.some((line) => pattern.test(line)), `${pattern} is not among\n${made.join("\n")}`);
      answers.push({ name, type, answer });
    });
  }
  await test(`${provider}: every answer has the types that the SDK declares`, () => {
    assert.equal(answers.length, Object.keys(all).length, "a call above failed");
    const judge = (edit) => {
      const typed = answers.map(({ name, type, answer }) => {
        const json = edit(JSON.stringify(answer, null, 1));
        return `// ${name}\n{ const answer: ${type} = ${json}; void answer; }`;
      });
      return complaints({ "answers.ts": `${imports}\n${typed.join("\n")}` });
    };
    assert.deepEqual(judge((json) => json), []);
    for (const wrong of ['"id": 1, "was": "', '"unheard_of": 1, "id": "']) {
      assert.ok(judge((json) => json.replace('"id": "', wrong)).length >= answers.length, wrong);
    }
  });
}
