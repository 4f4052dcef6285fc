// Values of alerts as messages write them, in their unit: `84.1 %`, `2.61 s`, `1.4 GB`.

/** Sizes of the units that are scaled, the smallest first. */
const scales: Readonly<Record<string, readonly (readonly [unit: string, size: number])[]>> = {
  time: [
    ["ms", 1e-3],
    ["s", 1],
    ["min", 60],
    ["h", 3600],
    ["d", 86_400],
  ],
  bytes: [
    ["B", 1],
    ["kB", 1e3],
    ["MB", 1e6],
    ["GB", 1e9],
    ["TB", 1e12],
  ],
};

/** Units in UCUM, as seconds and as bytes. */
const known: Readonly<Record<string, readonly [scale: "time" | "bytes", size: number]>> = {
  ns: ["time", 1e-9],
  us: ["time", 1e-6],
  ms: ["time", 1e-3],
  s: ["time", 1],
  min: ["time", 60],
  h: ["time", 3600],
  d: ["time", 86_400],
  By: ["bytes", 1],
  kBy: ["bytes", 1e3],
  KiBy: ["bytes", 1024],
  MBy: ["bytes", 1e6],
  MiBy: ["bytes", 1_048_576],
  GBy: ["bytes", 1e9],
  GiBy: ["bytes", 1_073_741_824],
};

/** @param unit as `unitOfRule` of the contract returns it; an unknown one is written behind the number. */
export function valueText(value: number, unit = ""): string {
  if (unit.endsWith("/s")) {
    const text = valueText(value, unit.slice(0, -2));
    return text.includes(" ") ? `${text}/s` : `${text} /s`;
  }
  if (unit === "1") return Math.abs(value) <= 1 ? `${digits(value * 100)} %` : digits(value);
  if (unit === "%") return `${digits(value)} %`;
  const [scale, size] = known[unit] ?? [];
  if (scale !== undefined && size !== undefined) return scaled(value * size, scales[scale]!);
  // `{order}` names what is counted
  return unit === "" || unit.startsWith("{") ? digits(value) : `${digits(value)} ${unit}`;
}

/** In the largest unit of which there is at least one. */
function scaled(value: number, units: (typeof scales)[string]): string {
  const [unit, size] = units.findLast((one) => Math.abs(value) >= one[1]) ?? units[0]!;
  return `${digits(value / size)} ${unit}`;
}

/** Whole numbers as they are, others with four digits. */
function digits(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return String(Number(value.toPrecision(4)));
}
