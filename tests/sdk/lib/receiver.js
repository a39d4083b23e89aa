// A webhook endpoint of one's own, on loopback.
import { createServer } from "node:http";

/** Listens on any free port and answers 200, until it is closed. */
export async function receiver() {
  const arrived = [];
  const waiting = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    response.end();
    arrived.push({ headers: request.headers, body: Buffer.concat(chunks) });
    waiting.splice(0).forEach((look) => look());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/webhooks`,
    /** The first event that `fits` (given the parsed body), now or when it comes; the test's own limit is the only one. */
    async next(fits) {
      for (;;) {
        const at = arrived.findIndex(({ body }) => fits(JSON.parse(body)));
        if (at >= 0) {
          return arrived.splice(at, 1)[0];
        }
        await new Promise((resolve) => waiting.push(resolve));
      }
    },
    /** Forgets what has come. */
    clear() {
      arrived.length = 0;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
