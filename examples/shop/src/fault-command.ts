// The command that switches a fault of the running shop, as its user types it: in a checkout, or in the package `telltale-demo`.
import path from "node:path";

const isSource = path.extname(import.meta.filename) === ".ts";

/** Without its arguments `NAME on|off`. */
export const faultCommand: string = isSource
  ? "npm run fault -w example-shop --"
  : `node ${path.join(import.meta.dirname, "fault.js")}`;
