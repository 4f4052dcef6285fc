// Loaded before a workload: `telltale` is that of a side of the comparison, so that the same workload measures both.
//
// `node --import "file:///…/from-side.ts?FOLDER" workload.ts`, where FOLDER has the side's node_modules.
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const folder = decodeURIComponent(new URL(import.meta.url).search.slice(1));
const parentURL = pathToFileURL(`${folder}/workload.js`).href;
registerHooks({
  resolve: (specifier, context, next) =>
    /^telltale(?:\/|$)/.test(specifier)
      ? next(specifier, { ...context, parentURL })
      : next(specifier, context),
});
