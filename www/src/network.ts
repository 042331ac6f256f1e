/** Counts what the page asks of the network once it has loaded. The promise is zero; this is the measurement. */

type Listener = (count: number) => void;

/** Two independent counts: what the browser reports as fetched, and what the page's scripts tried to send. */
export class NetworkCount {
  /** Resources that the browser itself reports. */
  observed = 0;
  /** Calls of fetch, XMLHttpRequest, sendBeacon, WebSocket and EventSource by scripts of this page. */
  called = 0;
  readonly #listeners = new Set<Listener>();

  /** Begins to count; call it when everything the shop needs has arrived. */
  start(): void {
    const since = performance.now();
    new PerformanceObserver((list) => {
      // An entry is reported late: what had begun before the start does not count.
      const late = list.getEntries().filter((entry) => entry.startTime >= since);
      this.observed += late.length;
      if (late.length > 0) this.#tell();
    }).observe({ type: "resource" });
    this.#wrapCalls();
  }

  /** The larger of the two counts: neither may hide what the other saw. */
  get count(): number {
    return Math.max(this.observed, this.called);
  }

  onChange(listener: Listener): void {
    this.#listeners.add(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.count);
  }

  #wrapCalls(): void {
    const note = (): void => {
      this.called += 1;
      this.#tell();
    };
    const wrap = <T extends object>(owner: T, name: keyof T): void => {
      const original: unknown = owner[name];
      if (typeof original !== "function") return;
      const counted = new Proxy(original, {
        apply(target, self, values) {
          note();
          return Reflect.apply(target, self, values) as unknown;
        },
        construct(target, values, made) {
          note();
          return Reflect.construct(target, values, made) as object;
        },
      });
      owner[name] = counted as T[keyof T];
    };
    wrap(globalThis, "fetch");
    wrap(globalThis, "WebSocket");
    wrap(globalThis, "EventSource");
    wrap(XMLHttpRequest.prototype, "send");
    wrap(Navigator.prototype, "sendBeacon");
  }
}
