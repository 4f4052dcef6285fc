export type * from "./catalog.ts";
export type * from "./declaration.ts";
export * from "./live/index.ts";
export * from "./registry/index.ts";
export * from "./finding.ts";
export { CatalogMistake, isCatalogMistake } from "./catalog-mistake.ts";
export type { Problem } from "./problem.ts";
export { resolveCatalog, type ResolveOptions } from "./resolve.ts";
export type { StableAttributes } from "./stable-attributes.ts";
