import type { ConsentSignal } from "./signal.js";

/**
 * Where consent comes from. The functions of this entry make them for the usual consent tools; any object of this form
 * is one. A source only listens and reads: what its signal grants is decided in the engine.
 */
export interface ConsentSource {
  /** Whose signal it gives. */
  readonly from: ConsentSignal["from"];
  /**
   * Begins to listen.
   * @param changed to be called, in the same task, whenever `read` may say something new
   */
  listen(changed: () => void): ConsentListener;
}

/** A source that is listening. */
export interface ConsentListener {
  /**
   * What the source says now; nothing but `from` where it has not answered. Called once at the start and after every
   * `changed`. If it throws, the source counts as a denial until it can be read again.
   */
  read(): ConsentSignal;
  /** Asks the source afresh, as the page was away. `read` is called next. */
  recheck?(): void;
  /** Ends listening and takes back all that `listen` left in the page. */
  stop(): void;
}
