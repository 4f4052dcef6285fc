// Proposes the declaration of one attribute: its type, values, cardinality, sensitivity and safe examples.
import type { AttributeDeclaration, AttributeType, CardinalityClass } from "catalog";
import { hasManyValues, isPersonal, secretKind } from "catalog/attribute-key";
import { classOfCount } from "catalog/cardinality-class";
import type { ObservedAttribute } from "contract";
import type { Location } from "./source-module.ts";
import type { CodeAttribute } from "./use.ts";

/** An attribute that is not proposed, because it must not be emitted. */
export interface LeftOut {
  readonly key: string;
  readonly why: string;
  readonly location: Location | undefined;
}

const maxMembers = 20;
const maxExamples = 3;

/** The declaration, or why there must be none. */
export function proposeAttribute(
  key: string,
  uses: readonly CodeAttribute[],
  seen: ObservedAttribute | undefined,
  isOnMetric: boolean,
): AttributeDeclaration | LeftOut {
  const secret = secretKind(key);
  if (secret !== undefined)
    return {
      key,
      why: `it is a secret by its name (${secret}): remove it from the code`,
      location: uses[0]?.location,
    };
  const personal = isPersonal(key);
  const type = typeOfUses(uses, seen);
  const members = personal || type !== "string" ? undefined : membersOf(uses, seen);
  const cardinality = cardinalityOf(key, type, members, seen, isOnMetric);
  const examples = personal || members !== undefined ? [] : examplesOf(type, uses, seen);
  return {
    type: members?.values ?? type,
    ...(members?.isOpen === true ? { open: true } : {}),
    description: "TODO: describe the value.",
    ...(cardinality === undefined ? {} : { cardinality }),
    ...(personal ? { sensitivity: "personal" } : {}),
    ...(examples.length === 0 ? {} : { examples }),
  };
}

function typeOfUses(uses: readonly CodeAttribute[], seen: ObservedAttribute | undefined): AttributeType {
  const types = new Set<string>([
    ...uses.flatMap(({ value }) => (value === undefined ? [] : [value.type])),
    ...(seen?.types ?? []).filter((type) => /^(?:string|int|double|boolean)(?:\[\])?$/.test(type)),
  ]);
  // a number is of the type that arrives; without arrivals it may have a fraction
  for (const [number, int, double] of [
    ["number", "int", "double"],
    ["number[]", "int[]", "double[]"],
  ] as const) {
    if (types.delete(number) && !types.has(int)) types.add(double);
    else if (types.has(double)) types.delete(int);
    if (types.has(int) && uses.some(({ value }) => value?.type === number) && seen === undefined) {
      types.delete(int);
      types.add(double);
    }
  }
  const [only = "string"] = types;
  return types.size > 1 ? "any" : (only as AttributeType);
}

interface Members {
  readonly values: readonly string[];
  /** Other values are possible. */
  readonly isOpen: boolean;
}

/** An enumeration, where the code lists all values, or few have arrived. */
function membersOf(uses: readonly CodeAttribute[], seen: ObservedAttribute | undefined): Members | undefined {
  const inCode = uses.flatMap(({ value }) => value?.values ?? []).map(String);
  const isListed = uses.length > 0 && uses.every(({ value }) => value?.values !== undefined);
  const arrived = seen?.complete === true ? seen.values : [];
  const values = [...new Set([...inCode, ...arrived])].toSorted();
  const isWordy = values.every((value) => /^[\p{L}][\p{L}\p{N} ._:/-]{0,40}$/u.test(value) && isSafe(value));
  if (values.length > maxMembers || !isWordy) return undefined;
  if (isListed && values.length >= 2) return { values, isOpen: false };
  return arrived.length >= 2 ? { values, isOpen: true } : undefined;
}

function cardinalityOf(
  key: string,
  type: AttributeType,
  members: Members | undefined,
  seen: ObservedAttribute | undefined,
  isOnMetric: boolean,
): CardinalityClass | undefined {
  if (members !== undefined || type === "boolean") return "low";
  const isEndless = hasManyValues(key);
  if (seen !== undefined && !isEndless) return classOfCount(seen.cardinality);
  if (isEndless) return "unbounded";
  // what is on a metric today has few values, or the metric is wrong: the guard will say so
  return isOnMetric ? "low" : undefined;
}

function examplesOf(
  type: AttributeType,
  uses: readonly CodeAttribute[],
  seen: ObservedAttribute | undefined,
): readonly (string | number | boolean)[] {
  const inCode = uses.flatMap(({ value }) => value?.values ?? []);
  const values = [...new Set<string | number>([...inCode, ...(seen?.values ?? [])])].filter((value) =>
    isSafe(String(value)),
  );
  const typed = values.flatMap((value): readonly (string | number)[] => {
    if (type === "string") return [String(value)];
    const number = Number(value);
    if (type === "int") return Number.isSafeInteger(number) ? [number] : [];
    return type === "double" && Number.isFinite(number) ? [number] : [];
  });
  return typed.slice(0, maxExamples);
}

/** Whether a value may be shown in a file that is committed: no address, no card or account number, nothing that looks like a key. */
function isSafe(value: string): boolean {
  if (value === "" || value.length > 60 || value.includes("@") || value.includes("[")) return false;
  let [digits, run] = [0, 0];
  for (const letter of value) {
    if (/\d/.test(letter)) digits += 1;
    run = /[\w+/=-]/.test(letter) ? run + 1 : 0;
    if (run >= 24) return false;
  }
  return digits < 9 && !/\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/.test(value);
}
