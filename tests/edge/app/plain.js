// The same worker without vitrine, for the figures.

export default { fetch: (request) => fetch(request) };
