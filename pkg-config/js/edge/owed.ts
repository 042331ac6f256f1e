// That the edge is owed something, on the device: the page may close before the edge has answered. What it is, is not kept;
// the next page has the edge's profile begin anew.

/** The record's name in localStorage, which deviceStorage.json names as well. */
const NAME = "vitrine-edge";

/** Whether something was left. */
export function owed(): boolean {
  try {
    return localStorage.getItem(NAME) !== null;
  } catch {
    return false;
  }
}

/** Notes it. Ask for the permission to store first. */
export function setOwed(): void {
  try {
    localStorage.setItem(NAME, "1");
  } catch {
    // A browser that keeps nothing owes nothing on the next page.
  }
}

/** The edge knows. */
export function forgetOwed(): void {
  try {
    localStorage.removeItem(NAME);
  } catch {
    // Nothing is kept there.
  }
}
