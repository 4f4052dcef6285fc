// `meter.createObservableGauge(name, options)` with one callback becomes `gauge(name, options, callback)`, and the others likewise.
import { child, children, type Node } from "../../code/node.ts";
import type { Site } from "../../code/project.ts";
import type { SourceModule } from "../../code/source-module.ts";
import { hasComment } from "../edits.ts";
import { constantOf, type Draft, methodCallOn, type Migration } from "../migration.ts";
import { type LibraryName, placeholder } from "../names.ts";
import { optionsText } from "./instrument-options.ts";
import { type ObservedCallback, readCallback } from "./observed-callback.ts";

/** A created instrument, and the properties of its options. */
interface Created {
  readonly name: LibraryName;
  readonly written: Node;
  readonly options: Node | undefined;
  readonly properties: readonly Node[];
}

/** Where the callback is added: `instrument.addCallback(callback)`, a statement of its own. */
interface Addition {
  readonly call: Node;
  /** The declaration of the instrument, which goes. */
  readonly declaration?: Node | undefined;
}

/** Converts it. A text is the reason why it stays as it is. */
export function convertObservable(
  migration: Migration,
  draft: Draft,
  site: Site,
  created: Created,
): string | undefined {
  const addition = additionOf(migration, site);
  if (typeof addition === "string") return addition;
  const [argument, ...more] = children(addition.call, "arguments");
  const callback = more.length > 0 ? "its callback has other arguments" : readCallback(draft, argument);
  if (typeof callback === "string") return callback;
  const { source } = draft.edits;
  const { declaration, call } = addition;
  if (
    hasComment(source, call.start, callback.fn.start) ||
    hasComment(source, callback.fn.end, call.end) ||
    (declaration && hasComment(source, declaration.start, declaration.end))
  )
    return "a comment is in the lines that would be removed";
  write(draft, addition, created, callback);
  callback.edit(draft);
  return undefined;
}

function write(
  { edits }: Draft,
  { call, declaration }: Addition,
  created: Created,
  callback: ObservedCallback,
): void {
  const { name, written, options, properties } = created;
  const texts = [
    edits.source.slice(written.start, written.end),
    optionsText(edits.source, options, properties) ?? "{}",
  ];
  if (declaration !== undefined) edits.removeStatement(declaration);
  edits.replace(call, `${placeholder(name)}(${texts.join(", ")}, `, callback.fn, ")");
}

function additionOf(migration: Migration, site: Site): Addition | string {
  const { module } = site;
  const chained = methodCallOn(site);
  if (chained !== undefined)
    return chained.method === "addCallback" && statementOf(module, chained.call) !== undefined
      ? { call: chained.call }
      : "its callbacks are added elsewhere";
  const constant = constantOf(site);
  if (constant === undefined) return "it is not a constant, so that not all of its callbacks are known";
  const { declarator, statement } = constant;
  if (child(child(declarator, "id")!, "typeAnnotation") !== undefined)
    return "its variable has a type of the stock API";
  const hidden = migration.hiddenUse(site.node);
  if (hidden !== undefined) return hidden;
  const call = onlyAddition(migration, site, statement);
  return call === undefined
    ? "it has not one callback that is added beside it"
    : { call, declaration: statement };
}

/** The only use of a constant: its callback is added by a statement beside its declaration. */
function onlyAddition(migration: Migration, { module, node }: Site, declaration: Node): Node | undefined {
  const [reference, ...others] = migration.references.of(node);
  if (reference?.module !== module || others.length > 0) return undefined;
  if (children(declaration, "declarations").length > 1) return undefined;
  const added = methodCallOn(reference);
  const place = added?.method === "addCallback" ? statementOf(module, added.call) : undefined;
  if (place === undefined || module.parentOf(place) !== module.parentOf(declaration)) return undefined;
  return added!.call;
}

/** The statement that is nothing but this call. */
function statementOf(module: SourceModule, call: Node): Node | undefined {
  const parent = module.parentOf(call);
  return parent?.type === "ExpressionStatement" ? parent : undefined;
}
