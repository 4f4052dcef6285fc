// `tracer.startActiveSpan(name, options, (span) => { try { … } catch { … } finally { span.end(); } })` becomes `trace(name, options, () => { … })`:
// `trace` ends the span and records the error, so what did both is removed.
import { bare, child, children, isFunction, type Node, walk } from "../../code/node.ts";
import type { Site } from "../../code/project.ts";
import type { SourceModule } from "../../code/source-module.ts";
import { nameOf } from "../edits.ts";
import { type Draft, enclosingFunction, methodCallOn, type Migration } from "../migration.ts";
import { placeholder } from "../names.ts";
import { isReference } from "../references.ts";
import { readCatch } from "./catch-block.ts";
import { endOf } from "./span-end.ts";
import { type TryChange, type Unwrapped, unwrapTry } from "./try-block.ts";

const guide = "migrate-opentelemetry.md#spans-that-stay-as-they-are";

export function convertActiveBlock(migration: Migration, draft: Draft, site: Site): void {
  const { module, node } = site;
  const given = children(node, "arguments");
  const fn = given.at(-1);
  const leave = (reason: string): void => migration.leave(site, "startActiveSpan", reason, guide);
  if (given.length < 2 || given.some(({ type }) => type === "SpreadElement"))
    return leave("its arguments are spread");
  if (given.length > 3) return leave("its parent comes from a context");
  if (!isFunction(fn)) return leave("its function is defined elsewhere");
  const plan = planBody(module, draft, fn);
  if (typeof plan === "string") return leave(plan);
  for (const edit of plan) edit();
  draft.changed++;
  draft.edits.replace(child(node, "callee")!, placeholder("trace"));
}

const elsewhere = "the span ends outside of the function, or in a callback";

/** The edits of the function, or the reason why it has to stay. */
function planBody(module: SourceModule, draft: Draft, fn: Node): readonly (() => void)[] | string {
  const [parameter, ...more] = children(fn, "params");
  const span = nameOf(parameter);
  if (child(fn, "body")!.type !== "BlockStatement") return elsewhere;
  if (parameter === undefined || span === undefined || more.length > 0) return "its span has no plain name";
  const references = referencesOf(module, fn, span);
  const taken = takenOver(module, fn, references);
  if (typeof taken === "string") return taken;
  const unwrapped: Unwrapped[] = [];
  for (const [statement, change] of taken.tries) {
    const one = unwrapTry(module, draft.edits, statement, change);
    if (typeof one === "string") return one;
    unwrapped.push(one);
  }
  const dropped = unwrapped.flatMap(({ removed }) => removed);
  const statements = [...taken.statements].filter((one) => !isWithin(one, dropped));
  const stays = references.some((one) => !isWithin(one, [...dropped, ...statements]));
  return [
    ...unwrapped.map(({ edit }) => edit),
    ...statements.map((one) => () => draft.edits.removeStatement(one)),
    () => changeParameter(draft, fn, parameter, stays),
  ];
}

type Range = { readonly start: number; readonly end: number };

const isWithin = (node: Node, ranges: readonly Range[]): boolean =>
  ranges.some(({ start, end }) => start <= node.start && node.end <= end);

/** What `trace` does in place of the function: statements, and `catch` and `finally` blocks that have nothing else. */
interface TakenOver {
  readonly statements: ReadonlySet<Node>;
  readonly tries: ReadonlyMap<Node, TryChange>;
}

function takenOver(module: SourceModule, fn: Node, references: readonly Node[]): TakenOver | string {
  const statements = new Set<Node>();
  const tries = new Map<Node, TryChange>();
  for (const reference of references) {
    if (methodCallOn({ module, node: reference })?.method !== "end") continue;
    const found = endOf(module, fn, reference);
    if (typeof found === "string") return found;
    statements.add(found.statement);
    if (found.finalizer !== undefined) tries.set(found.finalizer, { dropsFinalizer: true });
  }
  if (statements.size === 0) return elsewhere;
  for (const handler of handlersOf(module, fn)) {
    const read = readCatch(module, handler, references);
    if (typeof read === "string") return read;
    for (const recording of read?.recordings ?? []) statements.add(recording);
    const statement = module.parentOf(handler)!;
    if (read?.isOnlyRecording === true) tries.set(statement, { ...tries.get(statement), dropsHandler: true });
  }
  return { statements, tries };
}

/** References to the parameter. One of the same name further inside is another. */
function referencesOf(module: SourceModule, fn: Node, span: string): readonly Node[] {
  const found: Node[] = [];
  walk(child(fn, "body")!, (node) => {
    if (nameOf(node) !== span || !isReference(module, node)) return;
    if (module.resolve(span, node)?.owner === fn) found.push(node);
  });
  return found;
}

/** The `catch` blocks of the function itself. */
function handlersOf(module: SourceModule, fn: Node): readonly Node[] {
  const found: Node[] = [];
  walk(child(fn, "body")!, (node) => {
    if (node.type === "CatchClause" && enclosingFunction(module, node) === fn) found.push(node);
  });
  return found;
}

/** Leaves out a parameter that is not used any more, and the type of one that is: it is inferred. */
function changeParameter({ edits }: Draft, fn: Node, parameter: Node, stays: boolean): void {
  const annotation = child(parameter, "typeAnnotation");
  if (stays) {
    if (annotation !== undefined) edits.replace(annotation);
    return;
  }
  const body = bare(child(fn, "body")!);
  const before = edits.source.slice(fn.start, parameter.start);
  const hasParentheses = before.trimEnd().endsWith("(");
  if (hasParentheses) {
    const close = edits.source.indexOf(")", parameter.end);
    edits.replace({ start: parameter.start, end: Math.min(close, body.start) });
  } else edits.replace(parameter, "()");
}
