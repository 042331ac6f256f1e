// Each example as its README says: one command, and the shop behind it comes in her order.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { before, test } from "node:test";
import { layOut, unpackPackage } from "../support/bundled.mjs";
import { ask, binaries, COOKIE, itemsOf, sealedOf } from "../support/edge/runtimes.mjs";

let folder;
before(() => {
  // As in the repository, so that they find what they share; `vitrine` is the packed tarball.
  folder = unpackPackage("edge-examples");
  for (const part of ["catalogue", "edge-shop", "node", "deno", "worker"]) layOut(join(folder, "examples", part), `examples/${part}`);
  layOut(join(folder, "tests/golden"), "tests/golden");
});

/** A port that is free. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts an example by `npm start`, with a program's folder ahead of the others. */
async function start(t, name, program, more = {}) {
  const port = await freePort();
  const path = program === undefined ? process.env.PATH : `${dirname(program)}${delimiter}${process.env.PATH}`;
  const child = spawn("npm", ["start", "--silent"], { cwd: join(folder, "examples", name), env: { ...process.env, PATH: path, PORT: String(port), ...more }, stdio: ["ignore", "pipe", "inherit"], detached: true });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  t.after(async () => {
    process.kill(-child.pid);
    await ended;
  });
  await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => line.includes(`:${port}`) && resolve());
    ended.then((code) => reject(new Error(`${name} ended with ${code}`)));
  });
  // A worker may say so before it listens.
  for (;;) {
    const answer = await ask(port, "/").catch(() => undefined);
    if (answer !== undefined) return port;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const { deno, node24 } = binaries;
for (const [name, runtime, program] of [["worker", "workerd", undefined], ["deno", "Deno", deno], ["node", "Node", undefined], ["node", "Node 24", node24]]) {
  test(`examples/${name} in ${runtime}: she says yes, looks at things, and finds the shelves in her order`, async (t) => {
    const port = await start(t, name, program);
    const before = await ask(port, "/");
    assert.equal(itemsOf(before.body).length, 24);
    assert.equal(itemsOf((await ask(port, "/item/59")).body).length, 24);
    assert.equal(sealedOf(await ask(port, "/item/59")), undefined, "nothing before she says yes");
    const said = await ask(port, "/consent", { method: "POST" });
    assert.deepEqual([said.status, said.headers.location], [303, "/"]);
    const cookies = [said.headers["set-cookie"][0].split(";")[0]];
    let sealed;
    for (const item of ["59", "46", "71", "59"]) {
      sealed = sealedOf(await ask(port, `/item/${item}`, { headers: { cookie: [...cookies, ...(sealed ? [`${COOKIE}=${sealed}`] : [])].join("; ") } }));
    }
    const cookie = `${cookies[0]}; ${COOKIE}=${sealed}`;
    const after = await ask(port, "/", { headers: { cookie } });
    assert.notDeepEqual(itemsOf(after.body), itemsOf(before.body));
    assert.deepEqual(itemsOf(after.body).sort(), itemsOf(before.body).sort());
    const json = (more) => ask(port, "/api/products", { headers: { accept: "application/json", ...more } }).then(({ body }) => JSON.parse(body).products.map(({ id }) => id));
    assert.notDeepEqual(await json({ cookie }), await json({}));
  });
}

test("examples/node, switched off, leaves the shop as it is", async (t) => {
  const port = await start(t, "node", undefined, { VITRINE_OFF: "1" });
  const page = await ask(port, "/item/59", { headers: { cookie: "consent=yes" } });
  assert.deepEqual([page.status, page.headers["set-cookie"], page.headers["cache-control"]], [200, undefined, "public, max-age=60"]);
});
