// Attribute values on the wire keep the type they were sent with.

/**
 * One OTLP `AnyValue` as JSON.
 *
 * `int` is a decimal string (int64 does not fit a JSON number); `double` is a number, or the string
 * `NaN`, `Infinity` or `-Infinity`; `bytes` is base64.
 */
export type TypedValue =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "int"; readonly value: string }
  | { readonly type: "double"; readonly value: number | "NaN" | "Infinity" | "-Infinity" }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "bytes"; readonly value: string }
  | { readonly type: "array"; readonly value: readonly TypedValue[] }
  | { readonly type: "map"; readonly value: Readonly<Record<string, TypedValue>> }
  | { readonly type: "empty"; readonly value: null };

/** Attributes by key, in the order of their keys. */
export type Attributes = Readonly<Record<string, TypedValue>>;
