// What a closing tab leaves to be done by whoever opens its record next. It lies in localStorage, sealed: that is the
// one storage whose writing is over before the page is. An IndexedDB transaction, though committed at once, dies with
// the page where the browser is busy (docs/decisions/0005-what-a-closing-tab-leaves.md).

import { databaseName } from "./names.js";
import type { Place } from "./names.js";

/** Which operations were left: of whose record, by which writer, up to which number. Each is written once. */
export type LeftKey = readonly [record: string, writer: string, last: number];

/** Something left, as found. */
export interface FoundLeft {
  key: LeftKey;
  sealed: Uint8Array<ArrayBuffer>;
}

/** What the names of all begin with that is left in a place, or for one record of it. */
export function leftPrefix(place: Place, record?: string): string {
  return `${databaseName(place)}/${record === undefined ? "" : `${record}/`}`;
}

/** Writes it before this returns. Throws where there is no room, or no storage. */
export function writeLeft(place: Place, [record, writer, last]: LeftKey, sealed: Uint8Array): void {
  const letters = Array.from(sealed, (byte) => String.fromCharCode(byte)).join("");
  localStorage.setItem(`${leftPrefix(place, record)}${writer}/${last}`, btoa(letters));
}

/** All that is left for a record, each writer's in order. Empty where the storage cannot be read. */
export function readLeft(place: Place, record: string): FoundLeft[] {
  const prefix = leftPrefix(place, record);
  return namesOf(prefix)
    .map((name): FoundLeft => {
      const [writer = "", last = ""] = name.slice(prefix.length).split("/");
      return { key: [record, writer, Number(last)], sealed: bytes(localStorage.getItem(name)) };
    })
    .sort((a, b) => a.key[2] - b.key[2]);
}

export function removeLeft(place: Place, [record, writer, last]: LeftKey): void {
  localStorage.removeItem(`${leftPrefix(place, record)}${writer}/${last}`);
}

/** Removes all whose names begin so; their names, and the bytes that they held. */
export function eraseLeft(prefix: string): { erased: string[]; bytes: number } {
  const erased = namesOf(prefix);
  let held = 0;
  for (const name of erased) {
    held += bytes(localStorage.getItem(name)).length;
    localStorage.removeItem(name);
  }
  return { erased, bytes: held };
}

function namesOf(prefix: string): string[] {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}

function bytes(base64: string | null): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64 ?? ""), (letter) => letter.charCodeAt(0));
  } catch {
    // No base64, so not ours any more: it will not open, and goes.
    return new Uint8Array();
  }
}
