// What crosses to the engine beside handles, flat: all texts as one string, all numbers as one array. A text is its
// length in the array, NaN where there is none; a list is its length, and then its entries. `src/flat.rs` is the other
// side.

/** Writes what the engine reads. */
export class Writer {
  texts = "";
  readonly numbers: number[] = [];

  /** Numbers; one that is missing becomes NaN. */
  number(...numbers: (number | undefined)[]): void {
    for (const number of numbers) this.numbers.push(number ?? Number.NaN);
  }

  text(text: string | undefined): void {
    this.numbers.push(text?.length ?? Number.NaN);
    // The space keeps halves of a surrogate pair, the end of one text and the start of the next, from becoming one.
    if (text !== undefined) this.texts += `${text} `;
  }

  list<T>(list: readonly T[], write: (entry: T) => void): void {
    this.numbers.push(list.length);
    list.forEach(write);
  }

  /** What another one wrote. */
  add({ texts, numbers }: Writer): void {
    this.texts += texts;
    for (const number of numbers) this.numbers.push(number);
  }
}

/** Reads what the engine wrote. */
export class Reader {
  readonly #numbers: Float64Array;
  readonly #texts: string;
  #number = 0;
  #text = 0;

  /** The texts are there once the numbers are. */
  constructor(numbers: Float64Array, engine: { texts(): string }) {
    this.#numbers = numbers;
    this.#texts = engine.texts();
  }

  number(): number {
    return this.#numbers[this.#number++] as number;
  }

  /** A number, or null where there is none. */
  optional(): number | null {
    const number = this.number();
    return Number.isNaN(number) ? null : number;
  }

  flag(): boolean {
    return this.number() > 0;
  }

  /** A text, or null where there is none. */
  text(): string | null {
    const length = this.optional();
    return length === null ? null : this.#texts.slice(this.#text, (this.#text += length));
  }

  /** A text that is always there. */
  word(): string {
    return this.text() ?? "";
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.number() }, read);
  }
}
