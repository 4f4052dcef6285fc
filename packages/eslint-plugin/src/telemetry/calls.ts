// The calls that emit telemetry, by the origin of what is called: `telltale.trace`, `Span.setAttribute`.
import { type Call, type CallKind, type Handle, libraryCalls, methodCalls } from "catalog/calls";
import { type Call as CallNode, type Node, propertyOf } from "../syntax.ts";

const calls: ReadonlyMap<string, Call> = new Map([
  ...Object.entries(libraryCalls).map(([name, call]) => [`telltale.${name}`, call] as const),
  ...Object.entries(methodCalls),
]);

export function callAt(origin: string | undefined): Call | undefined {
  return origin === undefined ? undefined : calls.get(origin);
}

/** The origin of what a call returns. */
export const returnedBy = (origin: string): string | undefined => originOf(calls.get(origin)?.returns);

/** The origin of the first parameter of the callback that a call takes. */
export const passedBy = (origin: string): string | undefined => originOf(calls.get(origin)?.passes);

function originOf(handle: Handle | undefined): string | undefined {
  return handle === "Log" ? "telltale.log" : handle;
}

/** Functions that run a callback inside a span or a measurement and return what it returns. */
export const runners: ReadonlySet<string> = new Set(
  [...calls].flatMap(([origin, { runs }]) => (runs === true ? [origin] : [])),
);

const spans: ReadonlySet<CallKind> = new Set<CallKind>(["span", "transaction", "interaction"]);

/** Whether what the call emits is a span, whose name groups it. */
export const emitsSpan = ({ kind }: Call): boolean => spans.has(kind);

/** The expression that is the name of what a call emits. */
export function nameOf({ name, nameOption, options }: Call, node: CallNode): Node | undefined {
  if (name !== undefined) return argumentAt(node, name);
  if (nameOption === undefined || options === undefined) return undefined;
  return propertyOf(argumentAt(node, options), nameOption)?.value;
}

export function argumentAt(node: CallNode, at: number): Node | undefined {
  const found = node.arguments[at];
  return found?.type === "SpreadElement" ? undefined : found;
}
