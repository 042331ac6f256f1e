/**
 * What went wrong, with a stable code for programs and a sentence for people. docs/troubleshooting.md lists all codes, with
 * their causes and what to do.
 */
export class VitrineError extends Error {
  /** Stable, in kebab-case. */
  readonly code: string;

  /** For the package's own use; catch it, do not make it. */
  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "VitrineError";
    this.code = code;
  }
}

/**
 * The engine's refusal, which the bindings throw as the string `code: sentence`, as a `VitrineError`; or `undefined` for
 * anything else: a trap, an exhausted stack or memory. After those an instance is half dead and must not be called again.
 */
export function refusal(thrown: unknown): VitrineError | undefined {
  if (thrown instanceof VitrineError) return thrown;
  if (typeof thrown !== "string") return undefined;
  const colon = thrown.indexOf(": ");
  return new VitrineError(thrown.slice(0, colon), thrown.slice(colon + 2));
}

/** Anything that was thrown, as text. */
export function describe(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return "a value that cannot be shown";
  }
}
