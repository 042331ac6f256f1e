// Spies on every way in which a page stores on the device or sends. For `context.addInitScript`: they are there before any
// script of the page.

/** Runs in the page: `window.touched` tells every use of a storage, `window.sent` every try to send. */
export function spyOnEverything() {
  window.touched = [];
  window.sent = [];
  const watch = (list, owner, name) => {
    const before = owner && Object.getOwnPropertyDescriptor(owner, name);
    if (before === undefined || before.configurable === false) return;
    const tell = (how, work) =>
      function (...given) {
        list.push(`${owner.constructor.name}.${name} ${how}`);
        return new.target ? Reflect.construct(work, given) : work.apply(this, given);
      };
    const spied = { ...before };
    if (before.get) spied.get = tell("get", before.get);
    if (before.set) spied.set = tell("set", before.set);
    if (typeof before.value === "function") spied.value = tell("call", before.value);
    Object.defineProperty(owner, name, spied);
  };
  const storages = [IDBFactory, IDBDatabase, IDBObjectStore, Storage, CacheStorage, StorageManager, FileSystemDirectoryHandle, window.CookieStore];
  for (const name of ["indexedDB", "localStorage", "sessionStorage", "caches", "cookieStore"]) watch(window.touched, window, name);
  for (const owner of storages) {
    for (const name of owner ? Object.getOwnPropertyNames(owner.prototype) : []) {
      if (name !== "constructor") watch(window.touched, owner.prototype, name);
    }
  }
  watch(window.touched, Document.prototype, "cookie");
  watch(window.touched, Navigator.prototype, "storage");
  watch(window.sent, Navigator.prototype, "sendBeacon");
  watch(window.sent, XMLHttpRequest.prototype, "send");
  for (const name of ["fetch", "WebSocket", "EventSource", "WebTransport", "RTCPeerConnection", "Worker", "SharedWorker"]) watch(window.sent, window, name);
}
