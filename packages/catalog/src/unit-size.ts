// UCUM units that people read scaled: times and bytes. Senders choose units, so these are maps: a unit may be called `constructor`.

/** Seconds of a unit. */
export const secondsOfUnit: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-9],
  ["us", 1e-6],
  ["ms", 1e-3],
  ["s", 1],
  ["min", 60],
  ["h", 3600],
  ["d", 86_400],
]);

/** Bytes of a unit. */
export const bytesOfUnit: ReadonlyMap<string, number> = new Map([
  ["By", 1],
  ["kBy", 1e3],
  // as OpenTelemetry's rules for Prometheus write it
  ["KBy", 1e3],
  ["KiBy", 1024],
  ["MBy", 1e6],
  ["MiBy", 1_048_576],
  ["GBy", 1e9],
  ["GiBy", 1_073_741_824],
  ["TBy", 1e12],
  ["TiBy", 1_099_511_627_776],
]);
