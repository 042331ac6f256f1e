// The bytes of a body that have been read and not yet been sent on, by their offsets in the body.

/** A queue of bytes; an offset counts from the first byte of the body. */
export class HeldBytes {
  #chunks: Uint8Array[] = [];
  #out: Uint8Array[] = [];
  #start = 0;
  #end = 0;

  /** The offset of the first byte that is held: all before it were sent on. */
  get start(): number {
    return this.#start;
  }

  /** The offset behind the last byte that was read. */
  get end(): number {
    return this.#end;
  }

  /** Takes in what was read. */
  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#end += chunk.length;
  }

  /** The bytes from one offset to another, without a copy; they stay held. */
  pieces(from: number, to: number): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    let offset = this.#start;
    for (const chunk of this.#chunks) {
      if (offset >= to) break;
      const end = offset + chunk.length;
      if (end > from) pieces.push(chunk.subarray(Math.max(0, from - offset), Math.min(chunk.length, to - offset)));
      offset = end;
    }
    return pieces;
  }

  /** Lets all before an offset pass as it is. */
  pass(to: number): void {
    this.#out.push(...this.pieces(this.#start, to));
    this.#release(to);
  }

  /** Lets other bytes pass in place of those from one offset to another, behind all that was before them. */
  replace(from: number, to: number, pieces: readonly Uint8Array[]): void {
    this.pass(from);
    this.#out.push(...pieces);
    this.#release(to);
  }

  /** What has passed and was not given yet, as one piece at most. */
  given(): Uint8Array[] {
    const out = this.#out;
    this.#out = [];
    return out.length < 2 ? out : [joined(out)];
  }

  #release(to: number): void {
    while (this.#start < to) {
      const chunk = this.#chunks[0] as Uint8Array;
      const taken = Math.min(chunk.length, to - this.#start);
      if (taken === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(taken);
      this.#start += taken;
    }
  }
}

/** Bytes as one piece. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
