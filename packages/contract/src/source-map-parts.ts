// How a source map is cut for its upload. Without schemas: `telltale-cli` bundles it.

/** A part of a map holds so many bytes of the gzipped map. Its request fits into the usual limit of 1 MiB. */
export const sourceMapPartBytes = 720_000;

/** The largest map has so many parts: 15 MiB, gzipped. */
export const maxSourceMapParts = 22;
