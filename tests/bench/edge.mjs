// `node edge.mjs`: what the edge adds in workerd, beside the same worker without vitrine, in one run, for a page with three
// carousels of 24. `cargo xtask bench` calls it; VITRINE_EDGE_REQUESTS says over how many requests the memory is watched.

import { readFileSync } from "node:fs";
import { Agent, request as send } from "node:http";
import { itemsOf, PLAIN, REWRITER, sealedOf, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";

const ROUNDS = 10;
const ONE_BY_ONE = 200;
const TOGETHER = 1_500;
const CONNECTIONS = 16;
const FIRST_BYTES = 1_000;
const STARTS = 15;
const WATCHED = Number(process.env.VITRINE_EDGE_REQUESTS ?? 20_000);
const TICKS_PER_SECOND = 100;

const undo = [];
const t = { after: (act) => undo.push(act) };
const card = (id) =>
  `<li data-item="${id}" class="card"><a href="/item/${id}"><img src="/pictures/${id}.webp" alt="" width="200" height="260" loading="lazy"><span class="name">Item no. ${id}</span></a><span class="price">49 €</span><button type="button" aria-label="Keep">♡</button></li>`;
const lists = [0, 1, 2].map((n) => `<ul class="products" id="row-${n}">${Array.from({ length: 24 }, (_, place) => card(n * 24 + place + 1)).join("\n")}</ul>`);
const page = Buffer.from(`<!doctype html><html><head><title>Shop</title></head><body>${"<p>Text of the shop, between its shelves.</p>\n".repeat(200)}${lists.join("<hr>")}</body></html>`);
let dripping;
const sending = (body) => (_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-length": body.length }).end(body);
const sendIt = sending(page);
/** The same page for those rules that find no list in it, and as much text without a tag. */
const listless = Buffer.from(page.toString().replaceAll('class="products"', 'class="articles"'));
const tagless = Buffer.alloc(page.length, "Text of the shop. ");

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const quantile = (values, part) => [...values].sort((a, b) => a - b)[Math.floor(values.length * part)];

/** The processor time that a process has taken, in milliseconds. */
function cpu(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}
const memory = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

/**
 * How long the first bytes of a page's body are on their way from the origin, which holds the rest back until they are at the
 * client: by one clock, as both are in this process.
 */
async function firstByte(edge, agent, headers) {
  let sent;
  let goOn;
  dripping = (response) => {
    response.socket.setNoDelay(true);
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    sent = performance.now();
    response.write(page.subarray(0, 1024));
    goOn = () => response.end(page.subarray(1024));
  };
  return new Promise((resolve, reject) => {
    const outgoing = send({ port: edge.port, host: "127.0.0.1", path: "/dripping", agent, headers }, (response) => {
      let took;
      response.on("data", () => {
        if (took !== undefined) return;
        took = performance.now() - sent;
        goOn();
      });
      response.once("end", () => resolve(took));
    });
    outgoing.once("error", reject);
    outgoing.end();
  });
}

/** Asks once over a connection that stays. Gives the time to the last byte. */
function once(port, agent, headers, path) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const outgoing = send({ port, host: "127.0.0.1", path, agent, headers }, (response) => {
      response.resume();
      response.once("end", () => resolve(performance.now() - start));
    });
    outgoing.once("error", reject);
    outgoing.end();
  });
}

async function many(edge, count, connections, headers, path = "/") {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times = [];
  const [start, before] = [performance.now(), cpu(edge.pid)];
  let left = count;
  const work = async () => {
    while (left-- > 0) times.push(await once(edge.port, agent, headers, path));
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  return { times, perSecond: (count * 1000) / (performance.now() - start), cpu: (cpu(edge.pid) - before) / count };
}

try {
  const origin = await startOrigin(t, { "/": sendIt, "/item/*": sendIt, "/listless": sending(listless), "/tagless": sending(tagless), "/dripping": (_, response) => dripping(response) });
  const given = settings({ events: [{ path: "/item/:item" }] });
  const edge = await startEdge(t, "workerd", origin, given);
  const plain = await startEdge(t, PLAIN, origin, given);
  const rewriter = await startEdge(t, REWRITER, origin, given);
  let sealed;
  for (let n = 1; n <= 12; n += 1) sealed = sealedOf(await edge.get(`/item/${n * 6}`, { headers: shopper(sealed) }));
  const headers = { ...shopper(sealed), accept: "text/html", host: "shop.example" };
  const ordered = itemsOf((await edge.get("/", { headers })).body);
  if (ordered.length !== 72 || ordered.join() === itemsOf(page.toString()).join()) throw new Error("the page is not reordered");
  origin.asked.length = 0;

  const figures = { rewriter: { perSecond: [], cpu: [] }, with: { times: [], perSecond: [], cpu: [] }, without: { times: [], perSecond: [], cpu: [] } };
  for (const runtime of [edge, plain, rewriter]) await many(runtime, TOGETHER, CONNECTIONS, headers);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, runtime] of round % 2 ? [["with", edge], ["without", plain]] : [["without", plain], ["with", edge]]) {
      figures[name].times.push(...(await many(runtime, ONE_BY_ONE, 1, headers)).times);
      const { perSecond, cpu } = await many(runtime, TOGETHER, CONNECTIONS, headers);
      figures[name].perSecond.push(perSecond);
      figures[name].cpu.push(cpu);
      origin.asked.length = 0;
    }
    const { perSecond, cpu } = await many(rewriter, TOGETHER, CONNECTIONS, headers);
    figures.rewriter.perSecond.push(perSecond);
    figures.rewriter.cpu.push(cpu);
    origin.asked.length = 0;
  }
  // What of it is whose, by leaving it out.
  const cases = { "nothing: she gave no permission": ["/", { ...headers, cookie: headers.cookie.replace("said=sp", "said=") }], "her cookie, and text without a tag": ["/tagless", headers], "and the page's tags, without a list": ["/listless", headers], "and three lists": ["/", headers] };
  const parts = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, [path, given]] of Object.entries(cases)) parts[name].push((await many(edge, TOGETHER / 3, CONNECTIONS, given, path)).cpu);
    origin.asked.length = 0;
  }
  const first = { with: [], without: [] };
  const agents = { with: new Agent({ keepAlive: true, maxSockets: 1 }), without: new Agent({ keepAlive: true, maxSockets: 1 }) };
  for (let n = 0; n < FIRST_BYTES; n += 1) {
    // In pairs, the one and the other first in turn.
    const pair = [["with", edge], ["without", plain]];
    for (const [name, runtime] of n % 2 ? pair : pair.reverse()) {
      const took = await firstByte(runtime, agents[name], headers);
      if (n >= FIRST_BYTES / 10) first[name].push(took);
    }
  }
  for (const agent of Object.values(agents)) agent.destroy();
  origin.asked.length = 0;
  const starts = { with: { isolate: [], page: [] }, without: { isolate: [], page: [] } };
  for (let n = 0; n < STARTS; n += 1) {
    for (const [name, runtime] of [["with", "workerd"], ["without", PLAIN]]) {
      const here = [];
      const start = performance.now();
      const one = await startEdge({ after: (act) => here.push(act) }, runtime, origin, given);
      // What is no page loads nothing.
      await one.get("/", { headers: { accept: "image/webp" } });
      const ready = performance.now();
      await one.get("/", { headers });
      starts[name].isolate.push(ready - start);
      starts[name].page.push(performance.now() - ready);
      for (const act of here) await act();
    }
  }
  const row = (label, of) => console.log(label.padEnd(46) + [of(figures.with), of(figures.without)].map((value) => value.toFixed(2).padStart(12)).join(""));
  console.log(`\nthe edge in workerd: a page of ${page.length} bytes with three carousels of 24, a sealed profile of ${sealed.length} characters`);
  console.log("".padEnd(46) + "with vitrine".padStart(12) + "without".padStart(12));
  row("one by one, p50, ms", ({ times }) => median(times));
  row("one by one, p99, ms", ({ times }) => quantile(times, 0.99));
  row(`${CONNECTIONS} at once, requests per second`, ({ perSecond }) => median(perSecond));
  row("processor time of workerd per request, ms", ({ cpu }) => median(cpu));
  console.log(`added at p50: ${(median(figures.with.times) - median(figures.without.times)).toFixed(2)} ms; requests per second: ${((median(figures.with.perSecond) / median(figures.without.perSecond)) * 100).toFixed(0)} % of those without`);
  console.log(`workerd's own HTMLRewriter, which finds the lists and leaves them: ${median(figures.rewriter.perSecond).toFixed(0)} requests per second (${((median(figures.rewriter.perSecond) / median(figures.without.perSecond)) * 100).toFixed(0)} %), ${median(figures.rewriter.cpu).toFixed(2)} ms`);
  for (const [name, cpu] of Object.entries(parts)) console.log(`processor time of one request, ${name}, ms: ${median(cpu).toFixed(2)}`);
  const delays = first.with.map((took, n) => took - first.without[n]);
  for (const [label, part] of [["p50", 0.5], ["p99", 0.99]]) {
    console.log(`first bytes of the body, from the origin to the client, ${label}, ms: ${quantile(first.with, part).toFixed(2)} with, ${quantile(first.without, part).toFixed(2)} without`);
  }
  console.log(`later in a pair, median, ms: ${median(delays).toFixed(2)}`);
  for (const [label, of] of [["from the start of the process to the first answer", "isolate"], ["the first page in her order after it", "page"]]) {
    console.log(`${label}, ms: ${median(starts.with[of]).toFixed(1)} with, ${median(starts.without[of]).toFixed(1)} without`);
  }

  const marks = [];
  for (let done = 0; done < WATCHED; done += WATCHED / 10) {
    await many(edge, WATCHED / 10, CONNECTIONS, headers);
    origin.asked.length = 0;
    marks.push(memory(edge.pid).toFixed(0));
  }
  console.log(`memory of workerd over ${WATCHED} requests, MB: ${marks.join(" ")}`);
} finally {
  for (const act of undo.reverse()) await act();
}
