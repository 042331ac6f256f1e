// Sealing: AES-256-GCM under a key that scripts cannot read out. What a seal is for (which shop, record, epoch, version)
// is authenticated with it, so that a sealed thing put anywhere else does not open.

import { gcm } from "@noble/ciphers/aes.js";
import type { Operation } from "../operations.js";
import type { Place } from "./names.js";

/** The format of records; part of what is authenticated. */
export const FORMAT = 1;
const IV_BYTES = 12;
const KEY_BYTES = 32;
/** A tab's key when sealed: with its IV and its tag. */
const SEALED_KEY_BYTES = IV_BYTES + KEY_BYTES + 16;

/** What a seal is good for. */
export interface Purpose {
  readonly place: Place;
  readonly record: string;
  readonly epoch: string;
  /** The version of a profile; or the tab and the number of the last operation that it left, or "key" for its key. */
  readonly of: number | readonly [tab: string, last: number | "key"];
}

/** How far the operations of each tab are in a profile: the number of the last one. Latest saver last. */
export type Applied = [tab: string, last: number][];

/** What is sealed of a profile. */
export interface Saved {
  applied: Applied;
  /** The engine's own bytes. */
  profile: Uint8Array<ArrayBuffer>;
}

/** What a tab left to be done when it closed. */
export interface Left {
  /** The number of the first operation; the others follow on. */
  first: number;
  operations: Operation[];
}

/** A new key, which cannot be exported. */
export function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Whether a stored value is such a key. */
export function isKey(value: unknown): value is CryptoKey {
  return value instanceof CryptoKey && value.algorithm.name === "AES-GCM" && value.usages.length === 2;
}

export function sealProfile(key: CryptoKey, purpose: Purpose, { applied, profile }: Saved): Promise<Uint8Array<ArrayBuffer>> {
  const head = new TextEncoder().encode(JSON.stringify({ applied }));
  const plain = new Uint8Array(4 + head.length + profile.length);
  new DataView(plain.buffer).setUint32(0, head.length, true);
  plain.set(head, 4);
  plain.set(profile, 4 + head.length);
  return seal(key, purpose, plain);
}

/** The sealed profile; `undefined` where it is not exactly what was sealed for this purpose. */
export async function openProfile(key: CryptoKey, purpose: Purpose, sealed: Uint8Array<ArrayBuffer>): Promise<Saved | undefined> {
  const plain = await open(key, purpose, sealed);
  if (plain === undefined) return undefined;
  const end = 4 + new DataView(plain.buffer).getUint32(0, true);
  const { applied } = JSON.parse(new TextDecoder().decode(plain.subarray(4, end))) as { applied: Applied };
  return { applied, profile: plain.slice(end) };
}

/**
 * The key of one tab, for what it leaves when it closes: WebCrypto answers too late then, so a cipher in JavaScript
 * seals at once, under a key that was sealed in good time.
 */
export interface TabKey {
  readonly raw: Uint8Array<ArrayBuffer>;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

export async function newTabKey(key: CryptoKey, purpose: Purpose): Promise<TabKey> {
  const raw = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return { raw, sealed: await seal(key, purpose, raw) };
}

/** Seals, without waiting, what a tab leaves. */
export function sealLeft({ raw, sealed }: TabKey, purpose: Purpose, left: Left): Uint8Array<ArrayBuffer> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const cipher = gcm(raw, iv, said(purpose)).encrypt(new TextEncoder().encode(JSON.stringify(left)));
  const all = new Uint8Array(SEALED_KEY_BYTES + IV_BYTES + cipher.length);
  all.set(sealed);
  all.set(iv, SEALED_KEY_BYTES);
  all.set(cipher, SEALED_KEY_BYTES + IV_BYTES);
  return all;
}

/** What a tab left; `undefined` as above. `keyPurpose` is what its key was sealed for. */
export async function openLeft(
  key: CryptoKey,
  keyPurpose: Purpose,
  purpose: Purpose,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<Left | undefined> {
  const raw = await open(key, keyPurpose, sealed.subarray(0, SEALED_KEY_BYTES));
  if (raw === undefined) return undefined;
  try {
    const iv = sealed.subarray(SEALED_KEY_BYTES, SEALED_KEY_BYTES + IV_BYTES);
    const plain = gcm(raw, iv, said(purpose)).decrypt(sealed.subarray(SEALED_KEY_BYTES + IV_BYTES));
    return JSON.parse(new TextDecoder().decode(plain)) as Left;
  } catch {
    return undefined;
  }
}

async function seal(key: CryptoKey, purpose: Purpose, plain: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const cipher = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: said(purpose) }, key, plain);
  const sealed = new Uint8Array(IV_BYTES + cipher.byteLength);
  sealed.set(iv);
  sealed.set(new Uint8Array(cipher), IV_BYTES);
  return sealed;
}

async function open(key: CryptoKey, purpose: Purpose, sealed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const iv = sealed.subarray(0, IV_BYTES);
    const cipher = sealed.subarray(IV_BYTES);
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: said(purpose) }, key, cipher));
  } catch {
    // Whatever the cause, it is not what was sealed.
    return undefined;
  }
}

function said({ place, record, epoch, of }: Purpose): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(["vitrine", FORMAT, place.shop, place.locale, record, epoch, of]));
}
