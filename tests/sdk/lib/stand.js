// A sandbox of one's own: the account page with its back end, and both doubles. `cargo xtask test sdk` names its program in UPM_DEMO.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Starts one; it ends with the test file. */
export async function stand() {
  assert.ok(process.env.UPM_DEMO, "UPM_DEMO must name the sandbox's program: run `cargo xtask test sdk`");
  const dist = mkdtempSync(join(tmpdir(), "upm-sdk-"));
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>Account</title>");
  const child = spawn(process.env.UPM_DEMO, ["--port", "0", "--dist", dist], { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => {
    child.kill();
    rmSync(dist, { recursive: true });
  });
  const found = await addresses(child);
  // The tests' end does not wait for it.
  child.unref();
  child.stdout.unref();
  return new Stand(...found);
}

/** The page's origin, Stripe's and Paddle's port, out of what it prints. */
function addresses(child) {
  return new Promise((resolve, reject) => {
    let text = "";
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the sandbox ended with ${code}:\n${text}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      text += `${line}\n`;
      const page = /^http:\S+$/m.exec(text);
      const ports = /Stripe \(port (\d+)\) and Paddle \(port (\d+)\)/.exec(text);
      if (page && ports) {
        resolve([page[0], Number(ports[1]), Number(ports[2])]);
      }
    });
  });
}

class Stand {
  constructor(page, stripePort, paddlePort) {
    /** The account page's origin; the back end is there too. */
    this.page = page;
    this.stripePort = stripePort;
    /** The origins of the doubles. */
    this.stripe = `http://127.0.0.1:${stripePort}`;
    this.paddle = `http://127.0.0.1:${paddlePort}`;
  }

  /** Sets switches of a double and answers what it shows. */
  async control(provider, switches) {
    const response = await fetch(`${this[provider]}/_control`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(switches),
    });
    const text = await response.text();
    assert.ok(response.ok, text);
    return JSON.parse(text);
  }

  /** Every call that the doubles have answered, oldest first, with method, path and status. */
  async log() {
    const entries = await (await fetch(`${this.page}/demo/log`)).json();
    return entries.filter(({ webhook }) => !webhook);
  }

  /** Fills in Stripe's hosted page of a session, and does what the bank asks, until it sends the customer back. */
  async save(session, card = "4242424242424242") {
    let response = await this.#submit(session, card);
    if (response.status === 200 && /name="challenge"/.test(await response.clone().text())) {
      response = await post(session.url, { challenge: "complete" });
    }
    assert.equal(response.status, 303, await response.text());
  }

  /** Fills it in with a card that is refused. */
  async refuse(session) {
    const response = await this.#submit(session, "4000000000000002");
    assert.match(await response.text(), /Your card was declined/);
  }

  #submit(session, card) {
    return post(session.url, {
      method: "card",
      cardNumber: card,
      cardExpiry: "0430",
      cardCvc: "123",
      billingName: "Robin Hale",
    });
  }

  /** Pays a transaction in Paddle's checkout. */
  async payAtPaddle(transaction, number) {
    const ask = async (path, question) => {
      const response = await fetch(`${this.paddle}/transaction-checkout${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(question),
      });
      return response.json();
    };
    const { data } = await ask("", {
      transaction_id: transaction,
      token: "test_fernwayexample000000000",
      environment: "sandbox",
      display_mode: "overlay",
      theme: "light",
      variant: "one-page",
    });
    return ask(`/${data.id}/pay`, { method: "card", number, expiry_month: 4, expiry_year: 2030 });
  }
}

/** A form, sent as a browser does. */
function post(url, fields) {
  return fetch(url, { method: "POST", redirect: "manual", body: new URLSearchParams(fields) });
}
