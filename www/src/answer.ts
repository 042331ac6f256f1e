/**
 * The shopper's answer, from one visit to the next. A Yes is remembered by an empty database that exists while it holds;
 * a No is not remembered, because remembering it would be storing something.
 */
import type { Permissions } from "vitrine";
import type { Guide } from "./guide.js";

/** Each Yes that is remembered, by the database that stands for it. */
const YES = { persist: "demo-shop-yes", purchases: "demo-shop-yes-purchases" } as const;

function settled(request: IDBOpenDBRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      // Of a deletion there is no result. Another tab that deletes must not wait for this one.
      (request.result as IDBDatabase | undefined)?.close();
      resolve();
    };
    request.onerror = () => reject(request.error ?? new Error("the browser's storage failed"));
  });
}

/** What an earlier visit allowed. Asks for the list of this site's databases alone, and opens none. */
async function remembered(): Promise<Partial<Permissions>> {
  if (typeof indexedDB === "undefined" || !indexedDB.databases) return {};
  const names = (await indexedDB.databases()).map(({ name }) => name);
  if (!names.includes(YES.persist)) return {};
  return { profile: true, persist: true, purchases: names.includes(YES.purchases) };
}

/** Gives the guide the remembered answer, and remembers what she answers from now on. Tells whether there was one. */
export async function followAnswer(guide: Guide): Promise<boolean> {
  const before = await remembered().catch(() => ({}));
  guide.setPermissions(before);
  // One after the other: a Yes and the No after it must not overtake each other.
  let work = Promise.resolve();
  guide.vitrine?.addEventListener("permissions", () => {
    const { persist, purchases } = guide.permissions;
    for (const [name, on] of [[YES.persist, persist], [YES.purchases, persist && purchases]] as const) {
      work = work.then(() => settled(on ? indexedDB.open(name, 1) : indexedDB.deleteDatabase(name))).catch(() => undefined);
    }
    // What is remembered now, for whoever watches the page: its tests.
    work = work.then(() => {
      document.documentElement.dataset["remembered"] = [persist && "yes", persist && purchases && "purchases"].filter(Boolean).join(" ");
    });
  });
  return guide.allowed;
}
