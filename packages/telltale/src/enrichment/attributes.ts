// Changing attributes in place: those of a span, or of a record whose first ones are facts that stay. Lists are as the engine has them,
// [key, value, key, value …].
import type { AnyValue } from "otlp";
import type { AttributeList } from "../engine/attributes/attribute-list.ts";
import { indexIn } from "../engine/context/context-attributes.ts";

/** What is changed. */
export interface Subject {
  /** Its own attributes. Of the places before `from` nothing is changed. */
  own: AttributeList;
  from: number;
  /** Those of its context, which other spans share; undefined without any. */
  inherited: Readonly<AttributeList> | undefined;
  /** Makes the inherited ones its own. */
  absorb(): void;
}

/** The value of `key`, if any. */
export function valueOf({ own, inherited }: Subject, key: string): AnyValue | undefined {
  const at = indexIn(own, key);
  if (at !== -1) return own[at + 1] as AnyValue;
  if (inherited === undefined) return undefined;
  const above = indexIn(inherited as AttributeList, key);
  return above === -1 ? undefined : (inherited[above + 1] as AnyValue);
}

/** Sets `key`, which no limit of number turns away: configuration asks for it. */
export function put(own: AttributeList, from: number, key: string, value: AnyValue): void {
  const at = indexIn(own, key);
  if (at === -1) own.push(key, value);
  else if (at >= from) own[at + 1] = value;
}

/** Removes `key` and returns its value; undefined if it is missing or must stay. */
export function take(subject: Subject, key: string): AnyValue | undefined {
  if (subject.inherited !== undefined && indexIn(subject.inherited as AttributeList, key) !== -1)
    subject.absorb();
  const { own, from } = subject;
  const at = indexIn(own, key);
  return at < from ? undefined : (own.splice(at, 2)[1] as AnyValue);
}

/** Takes away what `fits` holds for. */
export function remove(subject: Subject, fits: (key: string) => boolean): void {
  if (some(subject.inherited, fits)) subject.absorb();
  const { own, from } = subject;
  let to = from;
  for (let at = from; at < own.length; at += 2) {
    if (fits(own[at] as string)) continue;
    own[to] = own[at] as string;
    own[to + 1] = own[at + 1] as AnyValue;
    to += 2;
  }
  own.length = to;
}

/** Puts what `change` makes of them in place of the values it gives something else for. */
export function replace(subject: Subject, change: (key: string, value: AnyValue) => AnyValue): void {
  const { inherited } = subject;
  if (some(inherited, (key, value) => change(key, value) !== value)) subject.absorb();
  const { own, from } = subject;
  for (let at = from; at < own.length; at += 2) {
    own[at + 1] = change(own[at] as string, own[at + 1] as AnyValue);
  }
}

function some(
  list: Readonly<AttributeList> | undefined,
  test: (key: string, value: AnyValue) => boolean,
): boolean {
  if (list === undefined) return false;
  for (let at = 0; at < list.length; at += 2)
    if (test(list[at] as string, list[at + 1] as AnyValue)) return true;
  return false;
}
