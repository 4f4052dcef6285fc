export { importRegistry, type ImportedRegistry, type ImportOptions } from "./import.ts";
export type { RegistryFile, RegistryNote } from "./registry.ts";
