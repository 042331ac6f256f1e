// A cache between shoppers and the edge that obeys HTTP (RFC 9111), as http-cache-semantics reads it.

import { createServer, request as send } from "node:http";
import CachePolicy from "http-cache-semantics";

/** Starts one before a port. `hits` counts what it answered from what it had kept. */
export async function startCache(t, port) {
  const kept = new Map();
  const counts = { hits: 0, stored: 0 };
  const server = createServer((incoming, outgoing) => {
    const found = (kept.get(incoming.url) ?? []).find(({ policy }) => policy.satisfiesWithoutRevalidation(incoming));
    if (found !== undefined) {
      counts.hits += 1;
      outgoing.writeHead(found.status, found.policy.responseHeaders()).end(found.body);
      return;
    }
    const asked = send({ port, host: "127.0.0.1", path: incoming.url, method: incoming.method, headers: incoming.headers, agent: false }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => {
        const body = Buffer.concat(chunks);
        const policy = new CachePolicy(incoming, { status: answer.statusCode, headers: answer.headers }, { shared: true });
        if (policy.storable() && policy.timeToLive() > 0) {
          counts.stored += 1;
          kept.set(incoming.url, [...(kept.get(incoming.url) ?? []), { policy, status: answer.statusCode, body }]);
        }
        outgoing.writeHead(answer.statusCode, answer.headers).end(body);
      });
    });
    asked.on("error", () => outgoing.writeHead(502).end());
    incoming.pipe(asked);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: server.address().port, counts };
}
