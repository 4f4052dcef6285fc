// Loaded by `--import` before a fixture: its packages of OpenTelemetry come from the folder TELLTALE_STOCK_SDK, with another version.
import { createRequire, registerHooks } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const parentURL = pathToFileURL(path.join(process.env.TELLTALE_STOCK_SDK, "package.json")).href;
const { resolve: resolveThere } = createRequire(parentURL);
// `require.resolve` comes through the hook again
let isResolving = false;

registerHooks({
  resolve(specifier, context, next) {
    // a package that another one imports is found from there
    const isOfFixture =
      !isResolving &&
      specifier.startsWith("@opentelemetry/") &&
      !context.parentURL?.includes("/node_modules/");
    if (!isOfFixture) return next(specifier, context);
    if (!context.conditions.includes("require")) return next(specifier, { ...context, parentURL });
    isResolving = true;
    const file = resolveThere(specifier);
    isResolving = false;
    return { url: pathToFileURL(file).href, format: "commonjs", shortCircuit: true };
  },
});
