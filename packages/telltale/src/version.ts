// The version of the library and of its vocabulary. A test keeps it equal to package.json's.

/** The library's version. */
export const version = "0.1.0";

/** The schema of the `telltale.*` names. */
export const schemaUrl: string = `https://telltale.invalid/schemas/${version}`;
