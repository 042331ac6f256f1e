// What can go wrong with the device's storage, by stable codes. The shop goes on in memory in every case.

import { describe, VitrineError } from "../errors.js";

/** The error that `onError` hears for whatever the browser threw. */
export function storageError(thrown: unknown): VitrineError {
  if (thrown instanceof VitrineError) return thrown;
  const name = thrown instanceof Error ? thrown.name : "";
  if (name === "QuotaExceededError") {
    return new VitrineError(
      "storage-full",
      "The device has no room left for the profile; it is kept in memory for this page. Nothing to do, unless your origin stores much else.",
      thrown,
    );
  }
  if (name === "VersionError") return newer("The database was made by a later version of vitrine");
  return new VitrineError(
    "storage-unavailable",
    `The browser's storage cannot be used (${describe(thrown)}); the profile is kept in memory for this page.`,
    thrown,
  );
}

/** Something on the device that only a later version may touch. */
export function newer(what: string): VitrineError {
  return new VitrineError(
    "storage-newer",
    `${what}: it is left alone, and the profile is kept in memory for this page. Deploy one version on all pages of the shop.`,
  );
}

/** A stored profile that cannot be read. */
export function damaged(remedy: string): VitrineError {
  return new VitrineError("storage-damaged", `A stored profile was damaged. ${remedy}. Nothing to do.`);
}

/** A database that another tab holds. */
export function blocked(name: string): VitrineError {
  return new VitrineError(
    "storage-blocked",
    `Another tab holds up the database ${name}; the profile is kept in memory for this page. Close the other tab, or reload.`,
  );
}
