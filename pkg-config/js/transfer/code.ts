// The code that opens what was moved: drawn anew each time, shown once, typed by hand.

/** No 0, 1, I or O, which look like others. 32 signs, five bits each. */
const SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/** 16 signs are 80 bits. */
const LENGTH = 16;
const GROUP = 4;

/** A new code in groups of four: `XXXX-XXXX-XXXX-XXXX`. */
export function newCode(): string {
  const drawn = crypto.getRandomValues(new Uint8Array(LENGTH));
  // 256 is a multiple of 32: every sign is as likely as the others.
  const signs = Array.from(drawn, (byte) => SIGNS[byte % SIGNS.length]);
  const groups = Array.from({ length: LENGTH / GROUP }, (_, n) => signs.slice(n * GROUP, (n + 1) * GROUP).join(""));
  return groups.join("-");
}

/** A code as it was typed, without what people put between; `undefined` if it cannot be one. */
export function readCode(typed: string): string | undefined {
  // Persian and Arabic keyboards have digits of their own.
  const digits = typed.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) as number) & 15));
  const signs = digits.normalize("NFKC").toUpperCase().replace(/[\s\p{P}\p{Cf}]/gu, "");
  const good = signs.length === LENGTH && [...signs].every((sign) => SIGNS.includes(sign));
  return good ? signs : undefined;
}
