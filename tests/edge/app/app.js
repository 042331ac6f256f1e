// The edge as the tests drive it, alike in every runtime: settings come as JSON, what it reports and opens can be asked for.

/** The answers to the test's own questions, `undefined` for all other addresses. */
export function makeApp({ createEdge, kvStore }, { settings, pack, sliced }) {
  const errors = [];
  let decrypts = 0;
  let clock = settings.now;
  const { decrypt } = crypto.subtle;
  crypto.subtle.decrypt = (...given) => {
    decrypts += 1;
    return decrypt.apply(crypto.subtle, given);
  };
  const consent = { ...settings.consent };
  // What the shop's own question was answered is in a cookie: letters for the permissions.
  if (consent.permissions === "cookie") {
    consent.permissions = async (request) => {
      const letters = /(?:^|;\s*)said=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? "";
      if (letters === "throw") throw new Error("the question broke down");
      return { persist: letters.includes("s"), profile: letters.includes("p"), purchases: letters.includes("b") };
    };
  }
  const kept = new Map();
  // What Workers KV does with what it is given: names, bytes, seconds to live.
  const namespace = {
    async get(key, type) {
      if (type !== "arrayBuffer") throw new TypeError(`KV gives ${type} otherwise`);
      return kept.get(key)?.value ?? null;
    },
    async put(key, value, { expirationTtl }) {
      if (!(expirationTtl >= 60)) throw new RangeError("KV keeps nothing for less than a minute");
      kept.set(key, { value: value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength), expirationTtl });
    },
    async delete(key) {
      kept.delete(key);
    },
  };
  const packs = { damaged: new Uint8Array(32), unreachable: () => Promise.reject(new Error("no network")), sliced };
  const edge = createEdge({
    ...settings,
    ...(settings.store ? { store: kvStore(namespace) } : {}),
    pack: packs[settings.pack] ?? pack,
    consent,
    now: () => clock,
    onError: ({ code, message }) => errors.push({ code, message }),
  });
  const asked = (request) => {
    const url = new URL(request.url);
    if (!url.pathname.startsWith("/test/")) return undefined;
    if (url.pathname === "/test/clock") clock = Number(url.searchParams.get("now"));
    const state = { errors: errors.splice(0), decrypts, stored: [...kept.keys()] };
    decrypts = 0;
    return Response.json(state);
  };
  return (request, forward) => asked(request) ?? edge(request, forward);
}
