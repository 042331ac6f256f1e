// Under trusted types Next's bundler needs a policy for the scripts that it loads later: this shop's own, and no others.
window.trustedTypes?.createPolicy("default", {
  createScriptURL: (address) => (new URL(address, location.href).origin === location.origin ? address : null),
});
