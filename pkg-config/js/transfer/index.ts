/**
 * `vitrine/transfer`: moves a profile to the shopper's other device, as a file or a QR code that only she can open.
 * @packageDocumentation
 */
import { named } from "../check.js";
import { VitrineError } from "../errors.js";
import { hostOf } from "../host.js";
import type { Host } from "../host.js";
import type { Vitrine } from "../vitrine.js";
import { newCode, readCode } from "./code.js";
import { linkTo, room, squares } from "./link.js";
import { ENVELOPE, open, seal } from "./seal.js";

export { arrivedIn } from "./link.js";

/** Less than this holds nothing of a profile. */
const LEAST_PROFILE = 256;

/** Which shop it is: what one packed, another cannot open. */
export interface TransferOptions {
  /** The shop's own name, the same on all devices. Default: the host of the page's address. */
  shop?: string;
}

/** Where a QR code leads. */
export interface PictureOptions extends TransferOptions {
  /** The page that the other device opens. Default: this one, without query and fragment. */
  page?: string;
  /** A code of `pack`, so that one opens both the file and the picture. Default: a new one. */
  code?: string;
}

/** A profile on its way. */
export interface Packed {
  /** The sealed bytes. */
  file: Uint8Array;
  /** What opens them, in groups of four. It is nowhere else: show it, and keep it nowhere. */
  code: string;
}

/** A profile on its way, as a picture. */
export interface PackedPicture {
  /** The address that the picture holds: the sealed bytes stand in its fragment, which is never sent. */
  link: string;
  /** The QR code's dark squares, row by row, with the quiet zone. */
  squares: boolean[][];
  /** What opens it. */
  code: string;
}

/**
 * Seals the profile for another device. It stands in the ledger as given to the shopper.
 * @throws VitrineError `no-permission`, `transfer-insecure-page`, `trap`, `freed`, `bad-argument`
 */
export async function pack(vitrine: Vitrine, options: TransferOptions = {}): Promise<Packed> {
  const host = theHost(vitrine);
  const shop = shopOf(options);
  const code = newCode();
  const file = await seal(host.save(), readCode(code) as string, shop);
  host.given("transfer", file.length);
  return { file, code };
}

/**
 * Seals the profile, or the strongest of it where it is large, into a QR code for the other device's camera.
 * @throws VitrineError as `pack`, and `transfer-too-large` where it does not fit
 */
export async function packPicture(vitrine: Vitrine, options: PictureOptions = {}): Promise<PackedPicture> {
  const host = theHost(vitrine);
  const shop = shopOf(options);
  const page = options.page ?? globalThis.location?.href;
  if (typeof page !== "string") throw new VitrineError("bad-argument", "There is no page to lead to; give { page }.");
  const code = options.code ?? newCode();
  const read = readCode(code);
  if (read === undefined) throw new VitrineError("bad-argument", "The code is none of this package; leave it out, or give one of pack.");
  // The strongest of the profile: a picture holds less than a file.
  const most = room(page) - ENVELOPE;
  if (most < LEAST_PROFILE) throw new VitrineError("transfer-too-large", "The page's address leaves no room for a profile in a QR code; use the file.");
  const sealed = await seal(vitrine.save({ most }), read, shop);
  const link = linkTo(page, sealed);
  const picture = { link, squares: await squares(link), code };
  host.given("transfer", sealed.length);
  return picture;
}

/**
 * Takes a profile that came from another device, in place of the present one.
 *
 * @param bytes - the bytes of a file, or of `arrivedIn(location.href)`
 * @param code - as the shopper typed it: case, spaces and dashes do not matter
 * @throws VitrineError `no-permission`; `transfer-not-one`, `transfer-newer-version`, `transfer-other-shop`,
 * `transfer-refused` and the engine's refusal of what was in it: the present profile stays
 */
export async function unpack(vitrine: Vitrine, bytes: Uint8Array, code: string, options: TransferOptions = {}): Promise<void> {
  theHost(vitrine);
  if (!(bytes instanceof Uint8Array)) {
    throw new VitrineError("bad-argument", `What arrived is ${named(bytes)}; give the bytes of pack as a Uint8Array.`);
  }
  const shop = shopOf(options);
  const read = typeof code === "string" ? readCode(code) : undefined;
  // A code that cannot be one is tried all the same: what is wrong with the bytes is told first.
  vitrine.restore(await open(bytes, read ?? "", shop));
}

function theHost(vitrine: Vitrine): Host {
  const host = hostOf(vitrine);
  if (host === undefined) {
    throw new VitrineError("bad-argument", `The Vitrine is ${named(vitrine)}; give what createVitrine made.`);
  }
  return host;
}

function shopOf(options: TransferOptions): string {
  const shop: unknown = (options as TransferOptions | null)?.shop ?? globalThis.location?.host;
  if (typeof shop !== "string" || shop === "") {
    throw new VitrineError("bad-argument", `The shop's name is ${named(shop)}; give { shop } as a string.`);
  }
  return shop;
}
