// A call mostly brings the attributes that it brought last time. Then nothing has to be looked up: each value goes to the rule in its place.
import type { AttributeList } from "../engine/attributes/attribute-list.ts";
import type { AttributeRule } from "./attribute-rule.ts";
import type { GuardKind } from "./findings.ts";

/** Calls of one name come in a few forms; where they come in many, learning again each time would cost more than it saves. */
const mostForms = 16;

/** A declared name, and the attributes that it must have. */
export interface Signal {
  readonly kind: GuardKind;
  readonly name: string;
  readonly required: readonly string[];
}

/** A declared name, and the attributes that were right on it last. */
export interface KnownForm extends Signal {
  /** In the order of the call; all required ones are among them. Empty where none is known yet, and where there were none. */
  keys: readonly string[];
  rules: readonly AttributeRule[];
  isKnown: boolean;
  learned: number;
}

export function createForm({ kind, name, required }: Signal): KnownForm {
  return { kind, name, required, keys: [], rules: [], isKnown: false, learned: 0 };
}

/** Whether `list` has the attributes of `form` and all are right, as far as can be told at once; false says nothing. */
export function isInForm(form: KnownForm, list: Readonly<AttributeList>): boolean {
  const { keys, rules } = form;
  if (!form.isKnown || list.length !== keys.length * 2) return false;
  for (let at = 0; at < keys.length; at++) {
    if (list[at * 2] !== keys[at] || !(rules[at] as AttributeRule).isRight(list[at * 2 + 1])) return false;
  }
  return true;
}

/** Keeps the attributes of `list`, where each has a rule by `ruleOf` and no required one is missing. */
export function learnForm(
  form: KnownForm,
  list: Readonly<AttributeList>,
  ruleOf: (key: string) => AttributeRule | undefined,
): void {
  if (form.learned >= mostForms) return;
  const keys: string[] = [];
  const rules: AttributeRule[] = [];
  for (let at = 0; at < list.length; at += 2) {
    const key = list[at] as string;
    const rule = ruleOf(key);
    if (rule === undefined) return;
    keys.push(key);
    rules.push(rule);
  }
  const { length } = form.keys;
  if (form.isKnown && length === keys.length && form.keys.every((key, at) => key === keys[at])) return;
  if (!form.required.every((key) => keys.includes(key))) return;
  form.keys = keys;
  form.rules = rules;
  form.isKnown = true;
  form.learned++;
}
