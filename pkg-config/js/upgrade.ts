// What the package's elements share.

/** Where there are no elements (a server that renders), their entries can still be imported. */
export const ElementBase: typeof HTMLElement = globalThis.HTMLElement ?? class {};

/** Sets what a page had set before the element was defined. */
export function takeOver(element: object, names: readonly string[]): void {
  for (const name of names) {
    if (!Object.hasOwn(element, name)) continue;
    const value: unknown = Reflect.get(element, name);
    Reflect.deleteProperty(element, name);
    Reflect.set(element, name, value);
  }
}
