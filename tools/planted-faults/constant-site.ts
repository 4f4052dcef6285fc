// The operators `unit` and `constant`: a number of TypeScript that is wrong, by a factor of a unit or by one.
import type { Site } from "./fault.ts";
import { lastName, type Node } from "./tree.ts";

/** Numbers that convert units, and the factor of another unit. */
const units: Readonly<Record<string, string>> = {
  "1e3": "1e6",
  "1000": "1",
  "1_000": "1",
  "1e6": "1e3",
  "1000000": "1000",
  "1_000_000": "1_000",
  "1e9": "1e6",
  "1000000000": "1000000",
  "1_000_000_000": "1_000_000",
  "60": "1",
  "60_000": "1_000",
  "3600": "60",
  "3_600": "60",
  "3_600_000": "60_000",
  "86_400": "3_600",
  "86_400_000": "3_600_000",
  "1024": "1000",
  "1_024": "1_000",
};

/** Names of what only costs time or memory when it is wrong. */
const unnoticed =
  /timeout|delay|poll|backoff|debounce|cache|patience|interval|wait|capacity|chunk|concurren|kept|keep|pad|width|height|size|radius|stroke|zIndex|indent/i;

/** A number in a calculation, a constant, a property or an argument. Hexadecimal numbers and those of pages' attributes are left out. */
export function constantSite(node: Node, around: readonly Node[], text: string): Site | undefined {
  if (node.type !== "Literal" || (typeof node["value"] !== "number" && typeof node["value"] !== "bigint"))
    return undefined;
  const raw = text.slice(node.start, node.end);
  if (!/^[\d_.e]+n?$/.test(raw) || around.slice(0, 4).some((one) => isUnnoticed(one))) return undefined;
  const [parent] = around;
  const unit = units[raw.replace(/n$/, "")];
  if (unit !== undefined && isFactor(parent))
    return {
      operator: "unit",
      start: node.start,
      end: node.end,
      replacement: raw.endsWith("n") ? `${unit}n` : unit,
    };
  if (isShift(parent)) return undefined;
  return { operator: "constant", start: node.start, end: node.end, replacement: next(raw) };
}

function isUnnoticed(node: Node): boolean {
  if (node.type === "JSXAttribute") return true;
  if (node.type === "VariableDeclarator") return unnoticed.test(lastName(node["id"] as Node));
  if (node.type === "Property") return unnoticed.test(lastName(node["key"] as Node));
  if (node.type === "AssignmentExpression") return unnoticed.test(lastName(node["left"] as Node));
  return (
    node.type === "CallExpression" &&
    /^(?:setTimeout|setInterval|sleep|padStart|padEnd)$/.test(lastName(node["callee"] as Node))
  );
}

/** Of a multiplication or division, or the whole of a named constant. */
function isFactor(parent: Node | undefined): boolean {
  if (parent?.type === "BinaryExpression") return ["*", "/", "%"].includes(String(parent["operator"]));
  return parent?.type === "VariableDeclarator";
}

function isShift(parent: Node | undefined): boolean {
  return parent?.type === "BinaryExpression" && /^(?:<<|>>>?|&|\||\^)$/.test(String(parent["operator"]));
}

/** One more; of a fraction, double. */
function next(raw: string): string {
  if (raw.endsWith("n")) return `${BigInt(raw.slice(0, -1).replaceAll("_", "")) + 1n}n`;
  const value = Number(raw.replaceAll("_", ""));
  return String(Number.isInteger(value) ? value + 1 : value * 2);
}
