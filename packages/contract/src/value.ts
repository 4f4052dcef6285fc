// Attribute values on the wire keep the type they were sent with.
import { z } from "zod";

export type TypedValue =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "int"; readonly value: string }
  | { readonly type: "double"; readonly value: number | "NaN" | "Infinity" | "-Infinity" }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "bytes"; readonly value: string }
  | { readonly type: "array"; readonly value: readonly TypedValue[] }
  | { readonly type: "map"; readonly value: Readonly<Record<string, TypedValue>> }
  | { readonly type: "empty"; readonly value: null };

/** The schema of the type above, which TypeScript cannot infer because it contains itself. */
export const typedValue: z.ZodType<TypedValue> = z
  .lazy(() =>
    z.union([
      z.object({ type: z.literal("string"), value: z.string() }),
      z.object({ type: z.literal("int"), value: z.string() }),
      z.object({
        type: z.literal("double"),
        value: z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]),
      }),
      z.object({ type: z.literal("bool"), value: z.boolean() }),
      z.object({ type: z.literal("bytes"), value: z.string() }),
      z.object({ type: z.literal("array"), value: z.array(typedValue) }),
      z.object({ type: z.literal("map"), value: z.record(z.string(), typedValue) }),
      z.object({ type: z.literal("empty"), value: z.null() }),
    ]),
  )
  .meta({
    id: "TypedValue",
    description:
      "One OTLP `AnyValue` as JSON. `int` is a decimal string (int64 does not fit a JSON number); `double` is a number, or the string `NaN`, `Infinity` or `-Infinity`; `bytes` is base64.",
  });

export const attributes = z
  .record(z.string(), typedValue)
  .meta({ id: "Attributes", description: "Attributes by key, in the order of their keys." });
export type Attributes = Readonly<Record<string, TypedValue>>;
