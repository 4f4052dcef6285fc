// Limits of imports over HTTP. Without schemas: the page bundles it.

/** The largest file, as it is sent. */
export const maxImportBytes = 2_000_000_000;

/** The rejected rows of a file that are listed; all are counted. */
export const maxRejectedRows = 100;
