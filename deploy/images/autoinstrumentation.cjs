// Loaded by `--require` in each process of an instrumented pod. Starts the copy of Telltale for the running Node.js: of the newest version
// that is not newer and whose packages run here, else of the oldest. Its syntax is that of old Node.js versions; no failure reaches the
// application.
"use strict";

function partsOf(version) {
  return version.split(".").map((part) => Number.parseInt(part, 10));
}

try {
  const path = require("path");
  const { versions, since = {}, hasOfficial } = require("./dispatch.json");
  const running = partsOf(process.versions.node);
  // official instrumentations for 22 need 22.15: on an older one those for 20 run
  const isOldEnough = (version) => {
    const oldest = partsOf(since[version] || String(version));
    const at = oldest.findIndex((part, index) => part !== running[index]);
    return at < 0 || oldest[at] < running[at];
  };
  // keys that are numbers are in ascending order
  const known = Object.keys(versions).map(Number);
  const fitting = known.filter(isOldEnough);
  const folder = path.join(__dirname, versions[fitting.length > 0 ? fitting[fitting.length - 1] : known[0]]);
  const { env } = process;
  // a configuration file replaces the preset
  if (env.TELLTALE_ENRICHMENT === undefined && !env.OTEL_CONFIG_FILE) env.TELLTALE_ENRICHMENT = "marks";
  if (hasOfficial) {
    const given = (env.TELLTALE_INSTRUMENTATION_PATH || "").split(path.delimiter).filter(Boolean);
    if (!given.includes(folder)) env.TELLTALE_INSTRUMENTATION_PATH = [...given, folder].join(path.delimiter);
  }
  require(require.resolve("telltale/register", { paths: [folder] }));
} catch (error) {
  process.emitWarning(`Cannot instrument: ${(error && error.message) || error}`, { type: "TelltaleWarning" });
}
