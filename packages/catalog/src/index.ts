export type * from "./catalog.ts";
export type * from "./declaration.ts";
export * from "./finding.ts";
