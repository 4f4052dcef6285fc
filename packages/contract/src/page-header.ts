/** The header by which a page marks its requests, so that it can ask how far they are. */
export const pageHeader = "x-telltale-page";
