// How the edge sees this shop, in every runtime.

/** Whether she pressed the button: the shop's own question, kept in the shop's own cookie. */
function saidYes(request) {
  return /(?:^|;\s*)consent=yes(?:;|$)/.test(request.headers.get("cookie") ?? "");
}

export const options = {
  lists: [{ list: "ul.products" }],
  json: [{ on: "/api/products", path: "$.products", id: "id", slot: "api" }],
  events: [{ type: "view", path: "/item/:item" }],
  consent: { permissions: (request) => ({ persist: saidYes(request), profile: saidYes(request) }) },
};
