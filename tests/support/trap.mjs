/**
 * Makes the next `rank` of any engine really trap, as a defect in the engine would.
 * @param bindings the package's `dist/engine.js`
 */
export function trapOnce(bindings) {
  const { rank } = bindings.Engine.prototype;
  bindings.Engine.prototype.rank = function () {
    bindings.Engine.prototype.rank = rank;
    // An engine at an address that holds none: the first use reads what is not there.
    Object.defineProperty(this, "__wbg_ptr", { value: 0x7fff_fff0, writable: true });
    return rank.call(this, new Uint32Array(1), new Uint32Array(0), new Uint32Array(0), 0, 1, undefined);
  };
}
