// The header by which a page's own `fetch` brings the profile of her browser: the compact form in base64url.

/** The header's name. */
export const PROFILE_HEADER = "Vitrine-Profile";

/** The most bytes of a profile in a cookie or a header. */
export const MOST_PROFILE = 1024;
