// A worker that does nothing but look for the lists by workerd's own HTMLRewriter, for the figures.

export default { fetch: async (request) => new HTMLRewriter().on("ul.products", { element() {} }).transform(await fetch(request)) };
