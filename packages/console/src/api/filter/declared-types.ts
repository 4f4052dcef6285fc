// What declared types mean for conditions: `order.total=12.50` finds the number 12.5, and comparisons of numbers leave texts out.
import { isNumber } from "contract";
import { isNumeric, type TypedAttributes } from "../attributes/typed-attributes.ts";
import type { Condition } from "./filter.ts";

/** Whether all values of the attribute are numbers, as declared. */
export function isDeclaredNumber(key: string, typed: TypedAttributes): boolean {
  const attribute = typed.get(key);
  return attribute !== undefined && isNumeric(attribute);
}

/** The conditions, except those on `fields`, with values of declared numbers and booleans as the store writes them, so that the index finds them. */
export function withDeclaredTypes(
  conditions: readonly Condition[],
  typed: TypedAttributes,
  fields: ReadonlySet<string>,
): readonly Condition[] {
  return conditions.map((condition) => {
    if (fields.has(condition.key)) return condition;
    if (condition.operator !== "=" && condition.operator !== "!=") return condition;
    const attribute = typed.get(condition.key);
    if (attribute === undefined) return condition;
    if (isNumeric(attribute)) return { ...condition, value: toStoredNumber(condition.value) };
    return attribute.type === "boolean"
      ? { ...condition, value: toStoredBoolean(condition.value) }
      : condition;
  });
}

/** As the store's `toString` writes it: the shortest text of a double, all digits of an integer. Other texts stay. */
function toStoredNumber(text: string): string {
  const whole = /^[+-]?\d+(?=(?:\.0*)?$)/.exec(text)?.[0];
  if (whole !== undefined && isInt64(BigInt(whole.replace("+", ""))))
    return BigInt(whole.replace("+", "")).toString();
  const special = /^([+-]?)(nan|inf|infinity)$/i.exec(text);
  if (special !== null) return toStoredSpecial(special[1]!, special[2]!);
  return isNumber(text) ? String(Number(text)).replace("e+", "e") : text;
}

/** Integers beyond are doubles. */
function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

function toStoredSpecial(sign: string, word: string): string {
  if (word.toLowerCase() === "nan") return "nan";
  return sign === "-" ? "-inf" : "inf";
}

function toStoredBoolean(text: string): string {
  const word = text.toLowerCase();
  return word === "true" || word === "false" ? word : text;
}
