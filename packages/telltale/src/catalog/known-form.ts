// A call usually has the attributes of an earlier one. Then nothing is looked up: each value is checked by the rule of its position.
import type { AttributeList } from "../engine/attributes/attribute-list.ts";
import { type AttributeRule, isRightOffMetrics } from "./attribute-rule.ts";
import type { GuardKind } from "./findings.ts";

/** The shapes of one name that are kept. Most names have one, or a few where an attribute is optional. */
const maxShapes = 4;

/** A declared name, and the attributes that it must have. */
export interface Signal {
  readonly kind: GuardKind;
  readonly name: string;
  readonly required: readonly string[];
}

/** Attributes that were right together, in the order of their call. All required ones are among them. */
interface Shape {
  readonly keys: readonly string[];
  readonly rules: readonly AttributeRule[];
}

/** A declared name, and the shapes that its calls had first. */
export interface KnownForm extends Signal {
  readonly shapes: Shape[];
}

export function createForm({ kind, name, required }: Signal): KnownForm {
  return { kind, name, required, shapes: [] };
}

/** Whether `list` has a known shape and all its values are right. */
export function isInForm({ shapes }: KnownForm, list: Readonly<AttributeList>): boolean {
  for (let at = 0; at < shapes.length; at++) {
    const shape = shapes[at] as Shape;
    if (isShapeOf(shape, list)) return hasRightValues(shape, list);
  }
  return false;
}

function isShapeOf({ keys }: Shape, list: Readonly<AttributeList>): boolean {
  if (keys.length * 2 !== list.length) return false;
  for (let at = 0; at < keys.length; at++) if (list[at * 2] !== keys[at]) return false;
  return true;
}

function hasRightValues({ rules }: Shape, list: Readonly<AttributeList>): boolean {
  for (let at = 0; at < rules.length; at++) {
    if (!isRightOffMetrics(rules[at] as AttributeRule, list[at * 2 + 1])) return false;
  }
  return true;
}

/** Keeps the attributes of `list` as a shape, where each has a rule by `ruleOf` and no required one is missing. */
export function learnForm(
  form: KnownForm,
  list: Readonly<AttributeList>,
  ruleOf: (key: string) => AttributeRule | undefined,
): void {
  const { shapes, required } = form;
  if (shapes.length >= maxShapes || shapes.some((shape) => isShapeOf(shape, list))) return;
  const keys: string[] = [];
  const rules: AttributeRule[] = [];
  for (let at = 0; at < list.length; at += 2) {
    const key = list[at] as string;
    const rule = ruleOf(key);
    if (rule === undefined) return;
    keys.push(key);
    rules.push(rule);
  }
  if (required.every((key) => keys.includes(key))) shapes.push({ keys, rules });
}
