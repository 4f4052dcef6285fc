// Which attributes get a column of their own, and which are rolled up.
import type { Command } from "commander";
import { UsageError } from "./usage-error.ts";

export interface AttributesConfig {
  readonly typed: readonly { readonly key: string; readonly type: AttributeType }[];
  readonly rolled: readonly string[];
}

/** What the command line gives, as text. */
export interface AttributeFlags {
  readonly typedAttribute?: readonly string[] | undefined;
  readonly rolledAttribute?: readonly string[] | undefined;
}

const types = ["string", "int", "double", "bool"] as const;
type AttributeType = (typeof types)[number];

export function withAttributeOptions(command: Command): Command {
  return command
    .option(
      "--typed-attribute <name:type...>",
      "give these attributes of spans a column of their own, string (where no type is said), int, double or bool (TELLTALE_CONSOLE_TYPED_ATTRIBUTES)",
    )
    .option(
      "--rolled-attribute <name...>",
      "keep rates, errors and durations by the values of these attributes of spans (TELLTALE_CONSOLE_ROLLED_ATTRIBUTES)",
    );
}

/** @throws {UsageError} when a value cannot be used. */
export function readAttributes(
  flags: AttributeFlags,
  env: Readonly<Record<string, string | undefined>>,
): AttributesConfig {
  const typed = flags.typedAttribute ?? list(env["TELLTALE_CONSOLE_TYPED_ATTRIBUTES"]);
  const rolled = flags.rolledAttribute ?? list(env["TELLTALE_CONSOLE_ROLLED_ATTRIBUTES"]);
  return {
    typed: typed.map(readTyped),
    rolled: rolled.map((key) => readKey("--rolled-attribute", key, key)),
  };
}

function readTyped(text: string): AttributesConfig["typed"][number] {
  const colon = text.lastIndexOf(":");
  if (colon === -1) return { key: readKey("--typed-attribute", text, text), type: "string" };
  const type = types.find((one) => one === text.slice(colon + 1));
  // What is no type might be the end of a key, or one that is mistyped: nobody finds the column of a key that does not exist.
  if (type === undefined)
    throw new UsageError(
      `Cannot use \`--typed-attribute ${text}\`: \`${text.slice(colon + 1)}\` is no type. Expected one of ${types.join(", ")} after the last colon; a key with a colon in it needs its type: \`${text}:string\`.`,
    );
  return { key: readKey("--typed-attribute", text, text.slice(0, colon)), type };
}

function readKey(flag: string, text: string, key: string): string {
  if (/^[\w.:/-]{1,128}$/.test(key)) return key;
  throw new UsageError(
    `Cannot use \`${flag} ${text}\`: expected an attribute's key of letters, digits and . _ : / -${flag === "--typed-attribute" ? `, and one of ${types.join(", ")} after a colon, like customer.tier:string` : ", like customer.tier"}.`,
  );
}

function list(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
