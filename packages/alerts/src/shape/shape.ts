// What a file of rules may contain, as data. Types, the check with its errors, the JSON schema and the reference page are all derived from
// the same shapes.
import type { Duration } from "catalog/duration";

/** One field of an object. */
export interface Field<T = unknown, Required extends boolean = boolean> {
  readonly shape: Shape<T>;
  readonly required: Required;
  /** One sentence or more for the reference, in Markdown. */
  readonly help: string;
  /** The default in words, for the reference. */
  readonly byDefault?: string;
  /** The value of another field with which this one has a meaning; absent: any. */
  readonly onlyWith?: readonly [field: string, value: string];
}

type Fields = Readonly<Record<string, Field>>;

export interface ObjectNode {
  readonly kind: "object";
  /** Heading in the reference. */
  readonly name: string;
  readonly help: string;
  readonly fields: Fields;
  /** Of an alternative: it is chosen when the value has one of these fields. */
  readonly keys?: readonly string[];
}

/** The structure of a value. */
export type Node =
  | { readonly kind: "text"; readonly example: string; readonly isLong?: true }
  | {
      readonly kind: "number";
      readonly least: number;
      readonly most: number;
      readonly whole: boolean;
      readonly above?: number;
    }
  | { readonly kind: "duration" }
  | { readonly kind: "time" }
  | { readonly kind: "clock" }
  | { readonly kind: "boolean" }
  | { readonly kind: "scalar" }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly of: Shape; readonly least: number }
  | { readonly kind: "record"; readonly of: Shape }
  | ObjectNode
  | { readonly kind: "oneOf"; readonly name: string; readonly alternatives: readonly ObjectNode[] }
  | { readonly kind: "later"; readonly name: string; readonly get: () => Shape };

/** A structure together with the type of its values. */
export interface Shape<T = unknown> {
  readonly node: Node;
  /** Only for the compiler. */
  readonly type?: T;
}

/** Values of a shape. */
export type Infer<S> = S extends Shape<infer T> ? T : never;

type Flat<T> = { [K in keyof T]: T[K] };
type FieldsOf<F extends Fields> = Flat<
  {
    readonly [K in keyof F as F[K]["required"] extends true ? K : never]: Infer<F[K]["shape"]>;
  } & {
    readonly [K in keyof F as F[K]["required"] extends true ? never : K]?: Infer<F[K]["shape"]> | undefined;
  }
>;

interface Bounds {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
  /** Greater than this. */
  readonly above?: number;
}

const of = <T>(node: Node): Shape<T> => ({ node });

/** Text that is not empty. */
export const text = (example: string): Shape<string> => of({ kind: "text", example });
/** Text of several lines. */
export const longText = (example: string): Shape<string> => of({ kind: "text", example, isLong: true });
export const number = ({
  least = -Infinity,
  most = Infinity,
  whole = false,
  above,
}: Bounds = {}): Shape<number> =>
  of({ kind: "number", least, most, whole, ...(above !== undefined && { above }) });
export const duration: Shape<Duration> = of({ kind: "duration" });
/** An instant in ISO 8601 with its time zone. */
export const time: Shape<string> = of({ kind: "time" });
/** A time of day: `08:30`. */
export const clock: Shape<string> = of({ kind: "clock" });
export const boolean: Shape<boolean> = of({ kind: "boolean" });
/** The value of an attribute. */
export const scalar: Shape<string | number | boolean> = of({ kind: "scalar" });
export const choice = <const T extends string>(values: readonly T[]): Shape<T> =>
  of({ kind: "choice", values });
export const list = <T>(items: Shape<T>, least = 0): Shape<readonly T[]> =>
  of({ kind: "list", of: items, least });
export const record = <T>(values: Shape<T>): Shape<Readonly<Record<string, T>>> =>
  of({ kind: "record", of: values });

export const required = <T>(shape: Shape<T>, help: string): Field<T, true> => ({
  shape,
  help,
  required: true,
});
export const optional = <T>(shape: Shape<T>, help: string, byDefault?: string): Field<T, false> => ({
  shape,
  help,
  required: false,
  ...(byDefault !== undefined && { byDefault }),
});
/** A field that has a meaning only with a value of another one. */
export const onlyWith = <T>(field: string, value: string, own: Field<T, false>): Field<T, false> => ({
  ...own,
  onlyWith: [field, value],
});

/** An object with these fields and no others. */
export function object<F extends Fields>(name: string, help: string, fields: F): Shape<FieldsOf<F>> {
  return of({ kind: "object", name, help, fields });
}

/** An object that is one alternative of several: the one chosen by any of `keys`. */
export interface Alternative<T> extends Shape<T> {
  readonly node: ObjectNode;
}

export function alternative<F extends Fields>(
  name: string,
  keys: readonly (keyof F & string)[],
  help: string,
  fields: F,
): Alternative<FieldsOf<F>> {
  return { node: { kind: "object", name, help, fields, keys } };
}

/** One of several objects, distinguished by the fields that they have. */
export function oneOf<const A extends readonly Alternative<unknown>[]>(
  name: string,
  alternatives: A,
): Shape<Infer<A[number]>> {
  return of({ kind: "oneOf", name, alternatives: alternatives.map(({ node }) => node) });
}

/** A shape that contains itself. */
export function later<T>(name: string, get: () => Shape<T>): Shape<T> {
  return of({ kind: "later", name, get });
}
