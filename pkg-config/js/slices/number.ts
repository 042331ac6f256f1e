/**
 * The slice that holds an item, of so many: the 32-bit FNV-1a hash of its id, modulo their number. docs/slices.md is
 * normative; the engine's own is `slice_of`.
 */
export function sliceOf(id: string, slices: number): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % slices;
}
