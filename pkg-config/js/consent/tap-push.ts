// Listening to a data layer: an array to which the page pushes for others, who may have taken its `push` over as well.

/** Whether something in a data layer is a call of gtag, which pushes its own Arguments object; an Array is a command of another kind. */
export function isGtagCall(pushed: unknown): boolean {
  return Object.prototype.toString.call(pushed) === "[object Arguments]";
}

/** Hears of what is pushed to an array. Returns what takes it back; others who did the same after us keep theirs. */
export function tapPush(layer: unknown[], heard: (pushed: unknown[]) => void): () => void {
  const before = Object.getOwnPropertyDescriptor(layer, "push");
  const push = layer.push;
  let listening = true;
  const tapped = function (this: unknown[], ...pushed: unknown[]): number {
    try {
      return Reflect.apply(push, this, pushed) as number;
    } finally {
      if (listening) heard(pushed);
    }
  };
  layer.push = tapped;
  return () => {
    listening = false;
    if (layer.push !== tapped) return;
    if (before === undefined) Reflect.deleteProperty(layer, "push");
    else Object.defineProperty(layer, "push", before);
  };
}
