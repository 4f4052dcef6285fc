// The argument that names a span, a transaction or a decorated function.
import { type Call, type Node, propertyOf } from "../syntax.ts";
import { namedOptions, spanNames } from "./names.ts";
import type { Origins } from "./origin.ts";

/** The expression that is the name; undefined for calls that name no span. */
export function spanNameOf(call: Call, origins: Origins): Node | undefined {
  const origin = origins(call.callee);
  if (origin === undefined) return undefined;
  const at = Object.hasOwn(spanNames, origin) ? spanNames[origin] : undefined;
  if (at !== undefined) return plain(call.arguments[at]);
  const options = Object.hasOwn(namedOptions, origin) ? namedOptions[origin] : undefined;
  return options === undefined ? undefined : propertyOf(plain(call.arguments[options]), "name")?.value;
}

function plain(node: Node | undefined): Node | undefined {
  return node?.type === "SpreadElement" ? undefined : node;
}
