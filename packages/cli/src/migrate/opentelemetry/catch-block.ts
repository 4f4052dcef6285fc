// A `catch` that records the error on the span and throws it again: `trace` does just that.
import { visitorKeys } from "oxc-parser";
import { bare, child, children, isFunction, keyOf, literalText, type Node } from "../../code/node.ts";
import type { SourceModule } from "../../code/source-module.ts";
import { nameOf } from "../edits.ts";
import { methodCallOn } from "../migration.ts";

interface Recording {
  /** The statements that `trace` takes over. */
  readonly recordings: readonly Node[];
  /** Nothing but them and `throw`. */
  readonly isOnlyRecording: boolean;
}

const otherError = "its catch records an error and throws another one";
const earlyEnd = "its catch records the error and does not always throw it";
const otherStatus = "its catch sets a status that `trace` would replace";
const otherType = "its catch sets an `error.type` that `trace` would replace";

/**
 * What a `catch` of the function has to do with the span: undefined when it keeps the error to itself, because then its statements stay
 * as they are; a text is the reason why the whole call has to stay.
 */
export function readCatch(
  module: SourceModule,
  handler: Node,
  references: readonly Node[],
): Recording | string | undefined {
  const statements = children(child(handler, "body")!, "body");
  const last = statements.at(-1);
  // it goes on without the error
  if (last?.type !== "ThrowStatement") return undefined;
  const own = references.filter((one) => isWithin(one, [handler]));
  const records = (one: Node): boolean =>
    /^(?:recordException|setStatus)$/.test(methodCallOn({ module, node: one })?.method ?? "");
  const error = nameOf(child(handler, "param"));
  const types = own.flatMap((one) => errorTypeIn(module, one) ?? []);
  if (error === undefined || nameOf(child(last, "argument")) !== error)
    return own.some(records) ? otherError : types.length > 0 ? otherType : undefined;
  const obstacle = own.some(records) ? obstacleIn(module, handler, last, error) : undefined;
  if (obstacle !== undefined) return obstacle;
  const parts = statements.find((one) => takesApart(one, error));
  const caught: Caught = { error, messages: namesOf("message", parts), types: namesOf("name", parts) };
  if (!types.every((one) => isTypeOf(one, caught))) return otherType;
  const recordings = statements.filter((one) => isRecording(module, one, own, caught));
  if (recordings.length > 0 && isInsideTry(module, handler)) return "its catch is inside of another `try`";
  if (own.some((one) => !isWithin(one, recordings) && records(one))) return otherStatus;
  if (parts !== undefined && !isUsedOutside(module, handler, parts, recordings)) recordings.push(parts);
  const ends = statements.filter((one) => own.some((each) => isEnd(module, one, each)));
  return { recordings, isOnlyRecording: recordings.length + ends.length + 1 === statements.length };
}

/** Why the error that is recorded may not be the one that is thrown. */
function obstacleIn(module: SourceModule, handler: Node, last: Node, error: string): string | undefined {
  if (endsEarly(child(handler, "body")!, last)) return earlyEnd;
  return module.isReassigned(error) ? otherError : undefined;
}

/** As `isFunction`, which narrows: here any node may be something else. */
const beginsFunction: (node: Node) => boolean = isFunction;

/** Whether another statement than `last` may end the block. */
function endsEarly(node: Node, last: Node): boolean {
  if (node === last || beginsFunction(node)) return false;
  if (/^(?:Return|Break|Continue|Throw)Statement$/.test(node.type)) return true;
  return (visitorKeys[node.type] ?? []).some((key) =>
    [...children(node, key), child(node, key)].some((one) => one !== undefined && endsEarly(one, last)),
  );
}

/** The error, and names that its message and its type have. */
interface Caught {
  readonly error: string;
  readonly messages: readonly string[];
  readonly types: readonly string[];
}

const isWithin = (node: Node, ranges: readonly Node[]): boolean =>
  ranges.some(({ start, end }) => start <= node.start && node.end <= end);

/** `const { name, message } = error`. */
function takesApart(statement: Node, error: string): boolean {
  const [declarator, ...more] = children(statement, "declarations");
  const [id, init] = ["id", "init"].map((key) => declarator && child(declarator, key));
  return (
    more.length === 0 && id?.type === "ObjectPattern" && init !== undefined && nameOf(bare(init)) === error
  );
}

const propertiesOf = (statement: Node): readonly Node[] =>
  children(child(children(statement, "declarations")[0]!, "id")!, "properties");

const namesOf = (key: string, statement: Node | undefined): readonly string[] =>
  (statement === undefined ? [] : propertiesOf(statement)).flatMap((one) => {
    const name = nameOf(child(one, "value"));
    return keyOf(one) === key && name !== undefined ? [name] : [];
  });

/** Whether what the statement declares is used by more than the recordings. */
function isUsedOutside(
  module: SourceModule,
  handler: Node,
  parts: Node,
  recordings: readonly Node[],
): boolean {
  const names = new Set(propertiesOf(parts).map((one) => nameOf(child(one, "value"))));
  if (names.has(undefined)) return true;
  return module.nodes.some(
    (one) => names.has(nameOf(one)) && isWithin(one, [handler]) && !isWithin(one, [parts, ...recordings]),
  );
}

/** Whether another `catch` of the function may get the error. */
function isInsideTry(module: SourceModule, handler: Node): boolean {
  let inner = module.parentOf(handler)!;
  let at = module.parentOf(inner);
  for (; at !== undefined && !beginsFunction(at); at = module.parentOf(at)) {
    if (at.type === "TryStatement" && child(at, "block") === inner && child(at, "handler") !== undefined)
      return true;
    inner = at;
  }
  return false;
}

function isEnd(module: SourceModule, statement: Node, reference: Node): boolean {
  const called = methodCallOn({ module, node: reference });
  return called?.method === "end" && module.parentOf(called.call) === statement;
}

/** `span.recordException(error)`, `span.setStatus({ code: ERROR, message: error.message })`, `span.setAttribute("error.type", …)`. */
function isRecording(module: SourceModule, statement: Node, own: readonly Node[], caught: Caught): boolean {
  const called = own
    .map((node) => methodCallOn({ module, node }))
    .find((one) => one !== undefined && module.parentOf(one.call) === statement);
  if (called === undefined) return false;
  const [first, second] = children(called.call, "arguments");
  if (called.method === "recordException")
    return first !== undefined && second === undefined && nameOf(bare(first)) === caught.error;
  if (called.method === "setAttribute") return isErrorTypeKey(first);
  return called.method === "setStatus" && first !== undefined && isErrorStatus(first, caught);
}

/** The value that the call on the span gives `error.type`. */
function errorTypeIn(module: SourceModule, reference: Node): Node | undefined {
  const called = methodCallOn({ module, node: reference });
  const [first, second] = called === undefined ? [] : children(called.call, "arguments");
  if (called?.method === "setAttribute") return isErrorTypeKey(first) ? second : undefined;
  if (called?.method !== "setAttributes" || first === undefined) return undefined;
  const property = children(bare(first), "properties").find((one) => {
    const key = child(one, "key");
    return one["computed"] === true ? isErrorTypeKey(key) : keyOf(one) === "error.type";
  });
  return property && child(property, "value");
}

/** `"error.type"`, or the constant of the conventions. */
function isErrorTypeKey(node: Node | undefined): boolean {
  if (node === undefined) return false;
  const key = bare(node);
  const name = key.type === "MemberExpression" ? keyOf(key) : nameOf(key);
  return literalText(key) === "error.type" || name === "ATTR_ERROR_TYPE";
}

/** `error.name`, `error.constructor.name`: what `trace` sets, too. */
function isTypeOf(given: Node, { error, types }: Caught): boolean {
  const node = bare(given);
  if (types.includes(nameOf(node) ?? "")) return true;
  if (node.type !== "MemberExpression" || keyOf(node) !== "name") return false;
  const of = bare(child(node, "object")!);
  const isConstructor = of.type === "MemberExpression" && keyOf(of) === "constructor";
  return nameOf(isConstructor ? bare(child(of, "object")!) : of) === error;
}

function isErrorStatus(node: Node, caught: Caught): boolean {
  const status = bare(node);
  if (status.type !== "ObjectExpression") return false;
  return children(status, "properties").every((property) => {
    const value = child(property, "value");
    if (value === undefined) return false;
    if (keyOf(property) === "code")
      return (value.type === "MemberExpression" && keyOf(value) === "ERROR") || value["value"] === 2;
    return keyOf(property) === "message" && isMessageOf(value, caught);
  });
}

/** `error.message`, `String(error)`, `error instanceof Error ? error.message : String(error)`. */
function isMessageOf(given: Node, caught: Caught): boolean {
  const node = bare(given);
  const isError = (one: Node | undefined): boolean => one !== undefined && nameOf(bare(one)) === caught.error;
  switch (node.type) {
    case "Identifier":
      return caught.messages.includes(String(node["name"]));
    case "ConditionalExpression":
      return ["consequent", "alternate"].every((key) => isMessageOf(child(node, key)!, caught));
    case "CallExpression":
      return nameOf(child(node, "callee")) === "String" && isError(children(node, "arguments")[0]);
    default:
      return node.type === "MemberExpression" && keyOf(node) === "message" && isError(child(node, "object"));
  }
}
