// Keeping profiles on the shop's servers in place of the cookie. Off unless the merchant gives a store; docs/edge.md says what it means.

/** Where sealed profiles are kept by name. What is put there is sealed: the store alone tells nothing. */
export interface ProfileStore {
  /** What is kept under a name; `null` where nothing is, or no longer. */
  get(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Keeps bytes under a name, for so many seconds. */
  put(name: string, sealed: Uint8Array<ArrayBuffer>, seconds: number): Promise<void>;
  /** Forgets a name. */
  delete(name: string): Promise<void>;
}

/** The part of a Cloudflare Workers KV namespace that is used. */
export interface KvNamespace {
  get(key: string, type: "arrayBuffer"): Promise<ArrayBuffer | null>;
  put(key: string, value: ArrayBuffer | ArrayBufferView, options: { expirationTtl: number }): Promise<void>;
  delete(key: string): Promise<void>;
}

/** KV keeps nothing for less than a minute. */
const LEAST_SECONDS = 60;

/** A store in a Cloudflare Workers KV namespace, under `prefix` and the profile's name. */
export function kvStore(namespace: KvNamespace, prefix = "vitrine/"): ProfileStore {
  return {
    async get(name) {
      const kept = await namespace.get(`${prefix}${name}`, "arrayBuffer");
      return kept === null ? null : new Uint8Array(kept);
    },
    put: (name, sealed, seconds) => namespace.put(`${prefix}${name}`, sealed, { expirationTtl: Math.max(LEAST_SECONDS, seconds) }),
    delete: (name) => namespace.delete(`${prefix}${name}`),
  };
}
