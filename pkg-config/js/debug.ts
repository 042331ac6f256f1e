// The debug switch: vitrine's steps in the browser's own profiler (User Timing), its findings in the console.

/** Does `work`; with the switch `on`, measures it and says what was `found`. */
export function timed<T>(on: boolean, step: string, work: () => T, found: (result: T) => string): T {
  if (!on) return work();
  const name = `vitrine:${step}`;
  const told = (tell: () => void) => {
    try {
      tell();
    } catch {
      // No User Timing in this runtime, or its buffer is full: no reason to fail.
    }
  };
  told(() => performance.mark(`${name}:start`));
  const result = work();
  told(() => performance.measure(name, `${name}:start`));
  told(() => console.debug(`vitrine ${step}: ${found(result)}`));
  return result;
}
