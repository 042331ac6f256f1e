// A classic script, before all others: what the console, the policy and the page complain of.
window.errors = [];
for (const level of ["error", "warn"]) {
  const real = console[level];
  console[level] = (...given) => (window.errors.push(given.join(" ")), real.apply(console, given));
}
addEventListener("error", ({ message }) => window.errors.push(message));
addEventListener("unhandledrejection", ({ reason }) => window.errors.push(String(reason)));
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => window.errors.push(`${effectiveDirective} blocked ${blockedURI}`));
