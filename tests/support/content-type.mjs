// How the tests' servers name what they send.
import { extname } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** The media type of a file, by how its name ends. */
export const contentType = (file) => TYPES[extname(file)] ?? "application/octet-stream";
