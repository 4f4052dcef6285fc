// Loads libraries as an application does, after their instrumentations: `require` is what these hook.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The library `name`, loaded anew: something may have loaded it before. */
export function load<T>(name: string): T {
  for (const file of Object.keys(require.cache))
    if (file.includes(`/node_modules/${name}/`)) delete require.cache[file];
  return require(name) as T;
}
