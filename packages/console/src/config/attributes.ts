// Which attributes get a column of their own, and which are rolled up.
import { z } from "zod";
import { type Env, type FlagsOf, listOf, type OptionsOf, parsed, readOptions } from "./option.ts";

const types = ["string", "int", "double", "bool"] as const;

interface TypedAttribute {
  readonly key: string;
  readonly type: (typeof types)[number];
}

export interface AttributesConfig {
  readonly typed: readonly TypedAttribute[];
  readonly rolled: readonly string[];
}

export interface AttributeValues {
  readonly typedAttribute: readonly TypedAttribute[];
  readonly rolledAttribute: readonly string[];
}

const group = "Retention and storage";
const docs = "See [attributes of your own](store.md).";
const keyForm = "an attribute's key of letters, digits and . _ : / -";

export const attributeOptions: OptionsOf<AttributeValues> = {
  typedAttribute: {
    group,
    flag: "--typed-attribute <name:type...>",
    variable: "TELLTALE_CONSOLE_TYPED_ATTRIBUTES",
    parse: listOf(z.string().transform(readTyped)),
    help: "span attributes with a column of their own: string (default), int, double or bool",
    docs,
  },
  rolledAttribute: {
    group,
    flag: "--rolled-attribute <name...>",
    variable: "TELLTALE_CONSOLE_ROLLED_ATTRIBUTES",
    parse: listOf(parsed(readKey, `${keyForm}, like customer.tier`)),
    help: "span attributes with rates, errors and durations by value",
    docs,
  },
};

/** @throws {ProblemError} when a value cannot be used. */
export function readAttributes(flags: FlagsOf<AttributeValues>, env: Env): AttributesConfig {
  const { typedAttribute, rolledAttribute } = readOptions(attributeOptions, flags, env);
  return { typed: typedAttribute, rolled: rolledAttribute };
}

function readTyped(text: string, context: z.RefinementCtx): TypedAttribute {
  const colon = text.lastIndexOf(":");
  const key = readKey(colon === -1 ? text : text.slice(0, colon));
  const type = colon === -1 ? "string" : types.find((one) => one === text.slice(colon + 1));
  if (key !== undefined && type !== undefined) return { key, type };
  // An unknown type may be the end of a key or a typing mistake: a column for a wrong key would stay empty.
  context.addIssue(
    type === undefined
      ? `one of ${types.join(", ")} after the last colon, and \`${text.slice(colon + 1)}\` is not a type; a key with a colon needs its type: \`${text}:string\``
      : `${keyForm}, and one of ${types.join(", ")} after a colon, like customer.tier:string`,
  );
  return z.NEVER;
}

function readKey(text: string): string | undefined {
  return /^[\w.:/-]{1,128}$/.test(text) ? text : undefined;
}
