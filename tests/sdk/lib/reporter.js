// One line per test, in full what failed, and a last line in the words of `cargo test`, which `cargo xtask test` counts.

/** Node reports a failed part once more with the test around it. */
const isOwn = (error) => error?.failureType !== "subtestsFailed";

export default async function* report(events) {
  let passed = 0;
  const failures = [];
  for await (const { type, data } of events) {
    if (type === "test:pass") {
      passed += 1;
      if (data.nesting === 0) {
        yield `test ${data.name} ... ok\n`;
      }
    } else if (type === "test:fail" && isOwn(data.details.error)) {
      failures.push(data.name);
      const { cause = data.details.error } = data.details.error;
      yield `test ${data.name} ... FAILED\n${cause.stack ?? cause}\n`;
    } else if (type === "test:stderr" || type === "test:stdout") {
      yield data.message;
    }
  }
  yield failures.length > 0 ? `\nfailures:\n${failures.map((name) => `    ${name}\n`).join("")}` : "";
  yield `\ntest result: ${failures.length > 0 ? "FAILED" : "ok"}. ${passed} passed; ${failures.length} failed\n`;
}
