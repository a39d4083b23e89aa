// The official packages, at the versions of package-lock.json: from the folder that UPM_SDK names, or from here after `npm ci`.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

/** The folder with `node_modules`. */
export const packages = process.env.UPM_SDK ?? fileURLToPath(new URL("..", import.meta.url));

const require = createRequire(join(packages, "package.json"));

export const Stripe = require("stripe");
export const { Paddle, Environment, EventName, WebhooksValidator } = require("@paddle/paddle-node-sdk");
export const typescript = require("typescript");
