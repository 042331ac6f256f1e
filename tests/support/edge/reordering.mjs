// Bodies through the installed package, in this process.

import { pathToFileURL } from "node:url";
import { join } from "node:path";

/** The entries of the installed package. */
export async function importEdge(project) {
  const entry = (name) => import(pathToFileURL(join(project.package, "dist/edge", name, "index.js")).href);
  const [{ reorderHtml }, { reorderJson }] = await Promise.all([entry("html"), entry("json")]);
  return { reorderHtml, reorderJson };
}

/** The reverse of the merchant's order around what is pinned. */
export function reversed({ ids, pinned }) {
  const free = ids.map((_, place) => place).filter((place) => !pinned[place]);
  return ids.map((_, place) => (pinned[place] ? place : free.pop()));
}

/** A body of these chunks. */
export function bodyOf(chunks, ends = (controller) => controller.close()) {
  const left = [...chunks];
  return new ReadableStream({
    pull(controller) {
      const chunk = left.shift();
      if (chunk === undefined) ends(controller);
      else controller.enqueue(chunk);
    },
  });
}

/** Bytes cut before each of these offsets. */
export function cut(bytes, offsets) {
  const cuts = [0, ...[...offsets].sort((one, other) => one - other), bytes.length];
  return cuts.slice(1).flatMap((end, n) => (end > cuts[n] ? [bytes.subarray(cuts[n], end)] : []));
}

/** All bytes that come out. */
export async function bytesOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
