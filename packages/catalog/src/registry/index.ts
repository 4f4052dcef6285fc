export { exportRegistry } from "./export.ts";
export { importRegistry, type ImportedRegistry, type ImportOptions } from "./import.ts";
export type { RegistryFile, RegistryNote } from "./registry.ts";
export { updateRegistry, type UpdatedRegistry } from "./update.ts";
