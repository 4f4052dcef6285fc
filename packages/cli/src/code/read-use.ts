// Reads one call that emits telemetry: its names, its options, its attributes.
import type { Call } from "catalog/calls";
import { bare, child, children, isFunction, keyOf, type Node } from "./node.ts";
import { argumentsOf, type Project, type Site } from "./project.ts";
import { objectsOf, partsOf, type Texts, textListOf, textsOf } from "./texts.ts";
import type { CodeAttribute, Use } from "./use.ts";
import { typeOf } from "./value-types.ts";

const none: Texts = { known: [], isComplete: true };
/** What a `catch` block has: recorded as an exception, not as attributes. */
const errorKeys: ReadonlySet<string> = new Set(["error", "err", "cause"]);

/** Makes the use of a call. `fallbackName` is the name that the library derives when none is written. */
export function readUse(
  project: Project,
  { module, node }: Site,
  call: string,
  api: Call,
  fallbackName?: string,
): Use {
  const args = argumentsOf(node);
  const options = optionsOf(project, module, args, api);
  const names = namesOf(project, { module, node }, api, options, fallbackName);
  const unit = textOption(project, options, "unit") ?? api.unit;
  const states = option(options, "states");
  const steps = api.steps === undefined ? undefined : args[api.steps];
  const list = states ?? (steps && { module, node: steps });
  const listed = list && textListOf(project, list);
  const use: Use = {
    kind: api.kind,
    call,
    names: names.known,
    isDynamic: !names.isComplete,
    parts: names.isComplete ? [] : nameParts(project, { module, node }, api),
    location: module.locationOf(node.type === "Decorator" ? node : (child(node, "callee") ?? node)),
    attributes: [],
    hasUnknownAttributes: false,
    metric: api.metric,
    unit,
    description: textOption(project, options, "description"),
    currency: textOption(project, options, "currency"),
    timeoutMs: numberOption(options, "timeoutMs"),
    declared: listed?.isComplete === true ? listed.known : undefined,
    transitions: transitionsOf(project, options),
    isOrdered: api.ordered === true,
    steps: [],
  };
  addAttributes(project, { module, node }, api, use);
  return use;
}

function namesOf(
  project: Project,
  { module, node }: Site,
  api: Call,
  options: readonly (Site | undefined)[],
  fallbackName: string | undefined,
): Texts {
  const written = api.name === undefined ? undefined : argumentsOf(node)[api.name];
  if (written !== undefined) return nameTexts(project, { module, node: written });
  if (api.nameOption !== undefined) {
    const named = option(options, api.nameOption);
    if (named !== undefined) return textsOf(project, named);
    if (options.includes(undefined)) return { known: [], isComplete: false };
    return fallbackName === undefined ? none : { known: [fallbackName], isComplete: true };
  }
  if (api.step !== undefined) return { known: ["default"], isComplete: true };
  return { known: [], isComplete: api.name === undefined };
}

function nameParts(project: Project, { module, node }: Site, api: Call): Use["parts"] {
  const written = api.name === undefined ? undefined : argumentsOf(node)[api.name];
  return written === undefined ? [undefined] : partsOf(project, { module, node: written });
}

/** A name, or a definition that has it: `workflow(order, id)`. */
function nameTexts(project: Project, site: Site): Texts {
  const found = textsOf(project, site);
  if (found.known.length > 0 || bare(site.node).type !== "Identifier") return found;
  const defined = objectLike(project, site);
  return defined === undefined ? found : textsOf(project, defined);
}

/** The first argument of the call that a constant is made by. */
function objectLike(project: Project, { module, node }: Site): Site | undefined {
  const origin = project.originOf(String(bare(node)["name"]), { module, node });
  const value = origin?.is === "binding" ? origin.binding.value : undefined;
  const made = value && bare(value);
  if (origin?.is !== "binding" || made?.type !== "CallExpression" || origin.binding.keys.length > 0)
    return undefined;
  const [first] = argumentsOf(made);
  return first && { module: origin.module, node: first };
}

function optionsOf(
  project: Project,
  module: Site["module"],
  args: readonly (Node | undefined)[],
  { options }: Call,
): readonly (Site | undefined)[] {
  const node = options === undefined ? undefined : args[options];
  if (node === undefined || isFunction(bare(node))) return [];
  return objectsOf(project, { module, node });
}

/** The value of an option in the first object that has it. */
export function option(objects: readonly (Site | undefined)[], key: string): Site | undefined {
  for (const object of objects) {
    const property = object && children(object.node, "properties").findLast((one) => keyOf(one) === key);
    const value = property && child(property, "value");
    if (value !== undefined) return { module: object!.module, node: value };
  }
  return undefined;
}

function textOption(
  project: Project,
  objects: readonly (Site | undefined)[],
  key: string,
): string | undefined {
  const site = option(objects, key);
  const found = site && textsOf(project, site);
  return found?.known.length === 1 ? found.known[0] : undefined;
}

/** A number, or a product of numbers: `10 * 60_000`. */
function numberOption(objects: readonly (Site | undefined)[], key: string): number | undefined {
  const site = option(objects, key);
  return site && numberOf(site.node);
}

function numberOf(given: Node, depth = 8): number | undefined {
  const node = bare(given);
  if (node.type === "Literal") return typeof node["value"] === "number" ? node["value"] : undefined;
  if (node.type !== "BinaryExpression" || node["operator"] !== "*" || depth === 0) return undefined;
  const left = numberOf(child(node, "left")!, depth - 1);
  const right = numberOf(child(node, "right")!, depth - 1);
  return left === undefined || right === undefined ? undefined : left * right;
}

function transitionsOf(
  project: Project,
  options: readonly (Site | undefined)[],
): Record<string, readonly string[]> | undefined {
  const site = option(options, "transitions");
  const [object] = site === undefined ? [] : objectsOf(project, site);
  if (object === undefined) return undefined;
  const found: Record<string, readonly string[]> = {};
  for (const property of children(object.node, "properties")) {
    const [from, value] = [keyOf(property), child(property, "value")];
    const to = value && textListOf(project, { module: object.module, node: value });
    if (from === undefined || to?.isComplete !== true) return undefined;
    found[from] = to.known;
  }
  return found;
}

/** Adds what a call sets to `use`: attributes, and a step. */
export function addAttributes(project: Project, { module, node }: Site, api: Call, use: Use): void {
  const args = argumentsOf(node);
  const options = optionsOf(project, module, args, api);
  const inOptions = option(options, "attributes");
  if (inOptions !== undefined) readAttributes(project, inOptions, use);
  if (api.attributes !== undefined && args[api.attributes] !== undefined)
    readAttributes(project, { module, node: args[api.attributes]! }, use);
  const callback = api.observes === undefined ? undefined : args[api.observes];
  if (callback !== undefined) readObserved(project, { module, node: callback }, use);
  if (api.attributeKey !== undefined) {
    const [key, value] = [args[api.attributeKey], args[api.attributeKey + 1]];
    addAttribute(project, use, key && { module, node: key }, value && { module, node: value });
  }
  const step = api.step === undefined ? undefined : args[api.step];
  const found = step === undefined ? undefined : textsOf(project, { module, node: step });
  for (const name of found?.known ?? []) use.steps.push({ name, location: module.locationOf(step!) });
}

function readAttributes(project: Project, site: Site, use: Use): void {
  if (isFunction(bare(site.node))) return readReturned(project, site, use);
  const objects = objectsOf(project, site);
  for (const object of objects) {
    if (object === undefined) use.hasUnknownAttributes = true;
    else readObject(project, object, use);
  }
}

/** A callback of an observed instrument, `() => [{ value, attributes }]`. */
function readObserved(project: Project, { module, node }: Site, use: Use): void {
  const body = child(bare(node), "body");
  for (const one of body === undefined ? [] : children(bare(body), "elements")) {
    const attributes = children(bare(one), "properties").find((property) => keyOf(property) === "attributes");
    const value = attributes && child(attributes, "value");
    if (value !== undefined) readAttributes(project, { module, node: value }, use);
  }
}

/** An extractor, `({ result }) => ({ … })`: the object that it returns. */
function readReturned(project: Project, { module, node }: Site, use: Use): void {
  const body = child(bare(node), "body");
  if (body !== undefined && bare(body).type === "ObjectExpression")
    readObject(project, { module, node: bare(body) }, use);
  else use.hasUnknownAttributes = true;
}

function readObject(project: Project, { module, node }: Site, use: Use): void {
  for (const property of children(node, "properties")) {
    if (property.type === "SpreadElement") {
      readAttributes(project, { module, node: child(property, "argument")! }, use);
      continue;
    }
    const key = child(property, "key")!;
    const value = child(property, "value");
    const name = keyOf(property);
    const isError = (use.kind === "log" || use.call.startsWith("log.")) && errorKeys.has(name ?? "");
    if (isError) continue;
    if (name === undefined)
      addAttribute(project, use, { module, node: key }, value && { module, node: value });
    else push(use, name, { module, node: key }, value && typeOf(project, { module, node: value }));
  }
}

function addAttribute(project: Project, use: Use, key: Site | undefined, value: Site | undefined): void {
  const texts = key === undefined ? { known: [], isComplete: false } : textsOf(project, key);
  if (!texts.isComplete) use.hasUnknownAttributes = true;
  for (const name of texts.known) push(use, name, key!, value && typeOf(project, value));
}

function push(use: Use, key: string, { module, node }: Site, value: CodeAttribute["value"]): void {
  const location = module.locationOf(node);
  const isKnown = use.attributes.some(
    (one) =>
      one.key === key &&
      one.location.file === location.file &&
      one.location.line === location.line &&
      one.location.column === location.column,
  );
  if (!isKnown) use.attributes.push({ key, value, location });
}
