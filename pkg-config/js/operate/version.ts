/** The version of this package; a test holds it against package.json. */
export const VERSION = "0.1.0";

/** Whether a version is at least another: numbers compared part by part. */
export function atLeast(version: string, least: string): boolean {
  const [ours, theirs] = [version, least].map((text) => text.split(".").map(Number)) as [number[], number[]];
  for (let part = 0; part < theirs.length; part += 1) {
    const difference = (ours[part] ?? 0) - (theirs[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
