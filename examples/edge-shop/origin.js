// A small shop as an origin: it renders its pages in its own order, and knows nothing of vitrine.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const products = JSON.parse(readFileSync(new URL("../catalogue/products.json", import.meta.url), "utf8"));
const byId = new Map(products.map((product) => [product.id, product]));
const css = readFileSync(new URL("../catalogue/shop.css", import.meta.url), "utf8");

const card = ({ id, name, price }) => `<li data-item="${id}"><a href="/item/${id}">${name}</a> <span>${price} €</span></li>`;
const shelf = (name, list) => `<h2>${name}</h2>\n<ul class="products row" id="${name.toLowerCase()}">\n${list.map(card).join("\n")}\n</ul>`;
const page = (title, content) =>
  `<!doctype html>\n<html lang="en">\n<meta charset="utf-8"><title>${title}</title><style>${css}</style>\n` +
  `<form method="post" action="/consent"><button>Order the shop for me</button></form>\n<h1>${title}</h1>\n${content}\n</html>\n`;

/** Three shelves, no product twice. */
const shelves = () => ["New", "Favourites", "Sale"].map((name, n) => shelf(name, products.slice(n * 8, n * 8 + 8))).join("\n");

function answer({ method, url }, outgoing) {
  const { pathname } = new URL(url, "http://shop.example");
  if (pathname === "/consent" && method === "POST") {
    outgoing.writeHead(303, { location: "/", "set-cookie": "consent=yes; Path=/; SameSite=Lax" }).end();
    return;
  }
  if (pathname === "/api/products") return send(outgoing, "application/json", JSON.stringify({ products: products }));
  const item = byId.get(/^\/item\/(\w+)$/.exec(pathname)?.[1]);
  if (item !== undefined) return send(outgoing, "text/html; charset=utf-8", page(item.name, `<p>${item.price} €</p>\n${shelf("Related", products)}`));
  if (pathname === "/") return send(outgoing, "text/html; charset=utf-8", page("The shop", shelves()));
  outgoing.writeHead(404, { "content-type": "text/plain" }).end("There is no such page.\n");
}

function send(outgoing, type, body) {
  const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`;
  outgoing.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(body), "cache-control": "public, max-age=60", etag }).end(body);
}

/** Starts the shop; port 0 takes any that is free. */
export function startShop(port = 0) {
  const server = createServer(answer);
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve({ server, address: `127.0.0.1:${server.address().port}` })));
}
