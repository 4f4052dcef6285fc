// Which texts an expression can have, as far as the source says it. What is not written there is unknown, never guessed.
import { bare, child, children, keyOf, literalText, type Node } from "./node.ts";
import { createMemo } from "./memo.ts";
import { argumentsOf, type Origin, type Project, type Site } from "./project.ts";

/** The known texts of an expression. `isComplete` is false when it can have others, too. */
export interface Texts {
  readonly known: readonly string[];
  readonly isComplete: boolean;
}

const nothing: Texts = { known: [], isComplete: false };
/** How many steps from name to name are followed. */
const maxDepth = 12;
const maxTexts = 200;

/** Evaluates `site` as text: literals, constants, members of constant objects and enums, and what callers pass for a parameter. */
export function textsOf(project: Project, { module, node }: Site, depth = maxDepth): Texts {
  if (depth <= 0) return nothing;
  return knownTexts(project, node, () => readTexts(project, { module, node: bare(node) }, depth));
}

const knownTexts = createMemo<Texts>(nothing);

function readTexts(project: Project, { module, node }: Site, depth: number): Texts {
  const either = (...keys: readonly string[]): Texts =>
    union(
      keys.map((key) => {
        const part = child(node, key);
        return part && textsOf(project, { module, node: part }, depth - 1);
      }),
    );
  const literal = literalText(node);
  if (literal !== undefined) return { known: [literal], isComplete: true };
  switch (node.type) {
    case "Literal":
      return typeof node["value"] === "number" ? only(String(node["value"])) : nothing;
    case "ConditionalExpression":
      return either("consequent", "alternate");
    case "LogicalExpression": {
      const left = either("left");
      // `name ?? ""` is the name where the name is known
      return node["operator"] === "??" && left.isComplete ? left : either("left", "right");
    }
    case "BinaryExpression":
    case "TemplateLiteral":
      return joinedTexts(project, { module, node }, depth);
    default:
      return (
        splitPart(project, { module, node }, depth) ??
        union(
          valuesOf(project, { module, node }, depth).map((site) => site && textsOf(project, site, depth - 1)),
        )
      );
  }
}

/** The texts of `name.split(" ")[1]`, and of `part` in `const [, part] = name.split(" ")`. */
function splitPart(project: Project, { module, node }: Site, depth: number): Texts | undefined {
  if (node.type === "MemberExpression")
    return splitTexts(project, { module, node: child(node, "object")! }, keyOf(node), depth);
  if (node.type !== "Identifier") return undefined;
  const binding = module.resolve(String(node["name"]), node);
  if (binding?.kind !== "variable" || binding.value === undefined || binding.keys.length !== 1)
    return undefined;
  if (module.isReassigned(binding.name)) return undefined;
  return splitTexts(project, { module, node: binding.value }, binding.keys[0], depth);
}

/** The texts at `index` of `name.split(" ")`; undefined when the node is no such call. */
function splitTexts(
  project: Project,
  { module, node: given }: Site,
  index: string | undefined,
  depth: number,
): Texts | undefined {
  const node = bare(given);
  const callee = node.type === "CallExpression" ? child(node, "callee") : undefined;
  if (callee?.type !== "MemberExpression" || keyOf(callee) !== "split") return undefined;
  const [first, ...limits] = argumentsOf(node);
  const separator = first && literalText(bare(first));
  if (separator === undefined || limits.length > 0 || index === undefined) return undefined;
  const { known, isComplete } = textsOf(project, { module, node: child(callee, "object")! }, depth - 1);
  const parts = known.map((text) => text.split(separator)[Number(index)]);
  const found = parts.filter((part) => part !== undefined);
  return { known: [...new Set(found)], isComplete: isComplete && found.length === parts.length };
}

const only = (text: string): Texts => ({ known: [text], isComplete: true });

function union(parts: readonly (Texts | undefined)[]): Texts {
  const known = [...new Set(parts.flatMap((part) => part?.known ?? []))];
  const isComplete = parts.length > 0 && parts.every((part) => part?.isComplete === true);
  return { known: known.slice(0, maxTexts), isComplete: isComplete && known.length <= maxTexts };
}

/** The parts of `a + b` or a template: a text where it is known, undefined where it is not. */
export function partsOf(
  project: Project,
  { module, node: given }: Site,
  depth = maxDepth,
): readonly (string | undefined)[] {
  const node = bare(given);
  const parts =
    node.type === "TemplateLiteral"
      ? children(node, "quasis").flatMap((quasi, index) => [quasi, children(node, "expressions")[index]])
      : node.type === "BinaryExpression" && node["operator"] === "+"
        ? [child(node, "left"), child(node, "right")]
        : undefined;
  return (parts ?? [undefined]).flatMap((part, index) => {
    if (part === undefined) return parts === undefined || index === 0 ? [undefined] : [];
    if (part.type === "TemplateElement") {
      const cooked = (part["value"] as { readonly cooked?: string }).cooked;
      return cooked === undefined || cooked === "" ? [] : [cooked];
    }
    if (bare(part).type === "BinaryExpression" && depth > 1)
      return partsOf(project, { module, node: part }, depth - 1);
    const { known, isComplete } = textsOf(project, { module, node: part }, depth - 1);
    return [known.length === 1 && isComplete ? known[0] : undefined];
  });
}

/** `a + b` and templates, where every part has exactly one text. */
function joinedTexts(project: Project, site: Site, depth: number): Texts {
  const parts = partsOf(project, site, depth);
  return parts.includes(undefined) ? nothing : only(parts.join(""));
}

/**
 * The expressions that a name or member stands for. Of a parameter: what each caller passes. `undefined` among them: a value that the
 * source does not say.
 */
export function valuesOf(
  project: Project,
  { module, node }: Site,
  depth = maxDepth,
): readonly (Site | undefined)[] {
  if (depth <= 0) return unknown;
  return knownValues(project, node, () => readValues(project, { module, node: bare(node) }, depth));
}

const unknown = [undefined];
const knownValues = createMemo<readonly (Site | undefined)[]>(unknown);

function readValues(project: Project, { module, node }: Site, depth: number): readonly (Site | undefined)[] {
  if (node.type === "Identifier")
    return valuesOfOrigin(project, project.originOf(String(node["name"]), { module, node }), depth);
  if (node.type !== "MemberExpression") return [undefined];
  const object = child(node, "object")!;
  const key = keyOf(node);
  if (key === undefined) return everyMember(project, { module, node: object }, depth);
  return selfOrValues(project, { module, node: object }, depth).flatMap((site) =>
    site === undefined ? [undefined] : memberValues(project, site, key, depth - 1),
  );
}

/** The expression itself, or what it stands for. */
function selfOrValues(project: Project, site: Site, depth: number): readonly (Site | undefined)[] {
  const node = bare(site.node);
  if (node.type === "ObjectExpression") return [{ module: site.module, node }];
  if (node.type === "Identifier") {
    const origin = project.originOf(String(node["name"]), { module: site.module, node });
    if (origin?.is === "module") return [{ module: origin.module, node: origin.module.program }];
  }
  return valuesOf(project, { module: site.module, node }, depth - 1);
}

function valuesOfOrigin(
  project: Project,
  origin: Origin | undefined,
  depth: number,
): readonly (Site | undefined)[] {
  if (origin?.is === "value") return [origin.site];
  if (origin?.is !== "binding") return [undefined];
  const { module, binding } = origin;
  if (binding.keys.includes(undefined) || binding.kind === "class" || binding.kind === "type")
    return [undefined];
  const roots = binding.kind === "parameter" ? passedBy(project, origin) : [constantOf(origin)];
  const fallback = binding.fallback && { module, node: binding.fallback };
  return roots.flatMap((root) => {
    if (root === undefined) return [fallback];
    let sites: readonly (Site | undefined)[] = [root];
    for (const key of binding.keys)
      sites = sites.flatMap((site) =>
        site === undefined
          ? [undefined]
          : selfOrValues(project, site, depth - 1).flatMap((object) =>
              object === undefined ? [undefined] : memberValues(project, object, key!, depth - 1),
            ),
      );
    return fallback === undefined ? sites : sites.map((site) => site ?? fallback);
  });
}

function constantOf({ module, binding }: Origin & { is: "binding" }): Site | undefined {
  if (binding.value === undefined || (binding.kind === "variable" && module.isReassigned(binding.name)))
    return undefined;
  const declaration = module.parentOf(binding.value);
  // `for (const x of xs)`: the initializer is not there, and the value is not one of the loop's expressions
  return declaration === undefined ? undefined : { module, node: binding.value };
}

/** What callers pass for a parameter; unknown when nothing calls the function. */
function passedBy(
  project: Project,
  { module, binding }: Origin & { is: "binding" },
): readonly (Site | undefined)[] {
  const { owner, index = 0, fallback } = binding;
  if (owner === undefined) return [undefined];
  const calls = project.callsOf({ module, node: owner });
  if (calls.length === 0) return [undefined];
  return calls.map((call) => {
    const node = argumentsOf(call.node)[index];
    if (node !== undefined) return { module: call.module, node };
    return fallback === undefined ? undefined : { module, node: fallback };
  });
}

/** The values of a member of `site`. */
export function memberValues(
  project: Project,
  { module, node: given }: Site,
  key: string,
  depth = maxDepth,
): readonly (Site | undefined)[] {
  const node = bare(given);
  if (depth <= 0) return [undefined];
  if (node.type === "Program") return valuesOfOrigin(project, project.memberOf(module, key), depth);
  if (node.type === "TSEnumDeclaration") {
    const member = enumMembers(node).find((one) => keyOf(one) === key);
    const value = member && child(member, "initializer");
    return [value && { module, node: value }];
  }
  if (node.type === "ArrayExpression") {
    const element = children(node, "elements")[Number(key)];
    return [element && { module, node: element }];
  }
  if (node.type === "CallExpression" && passesOn(node)) {
    const [frozen] = argumentsOf(node);
    return frozen === undefined
      ? [undefined]
      : memberValues(project, { module, node: frozen }, key, depth - 1);
  }
  if (node.type !== "ObjectExpression") {
    const inner = selfOrValues(project, { module, node }, depth);
    return inner.flatMap((site) =>
      site === undefined || site.node === node ? [undefined] : memberValues(project, site, key, depth - 1),
    );
  }
  return knownProperties(project, node, () => propertyValues(project, { module, node }, key, depth), key);
}

const knownProperties = createMemo<readonly (Site | undefined)[]>(unknown);

/** The values of a property of an object literal, or of what is spread into it: the last one wins. */
function propertyValues(
  project: Project,
  { module, node }: Site,
  key: string,
  depth: number,
): readonly (Site | undefined)[] {
  for (const property of children(node, "properties").toReversed()) {
    const spread = property.type === "SpreadElement" ? child(property, "argument") : undefined;
    const found = spread && memberValues(project, { module, node: spread }, key, depth - 1);
    if (found !== undefined && !found.includes(undefined)) return found;
    const value = keyOf(property) === key ? child(property, "value") : undefined;
    if (value !== undefined) return [{ module, node: value }];
  }
  return unknown;
}

/** `faults[name]` of a constant object can be any of its values. */
function everyMember(project: Project, object: Site, depth: number): readonly (Site | undefined)[] {
  return selfOrValues(project, object, depth).flatMap((site) => {
    if (site?.node.type !== "ObjectExpression") return [undefined];
    return children(site.node, "properties").map((property) => {
      const value = child(property, "value");
      return value && { module: site.module, node: value };
    });
  });
}

export function enumMembers(declaration: Node): readonly Node[] {
  const body = child(declaration, "body");
  return children(body ?? declaration, "members");
}

/** `Object.freeze({ … })` and `defineCatalog({ … })` return what they are given. */
function passesOn(call: Node): boolean {
  const callee = child(call, "callee");
  if (callee?.type === "MemberExpression") return keyOf(callee) === "freeze";
  return callee?.type === "Identifier" && callee["name"] === "defineCatalog";
}

/** The texts of an array: a funnel's steps, a workflow's states. */
export function textListOf(project: Project, site: Site): Texts {
  const lists = arraysOf(project, site);
  if (lists.length === 0 || lists.includes(undefined)) return nothing;
  const elements = lists.flatMap((list) =>
    children(list!.node, "elements").map((node) =>
      node.type === "SpreadElement"
        ? textListOf(project, { module: list!.module, node: child(node, "argument")! })
        : textsOf(project, { module: list!.module, node }),
    ),
  );
  return elements.length === 0 ? { known: [], isComplete: true } : union(elements);
}

function arraysOf(project: Project, site: Site): readonly (Site | undefined)[] {
  const node = bare(site.node);
  if (node.type === "ArrayExpression") return [{ module: site.module, node }];
  return valuesOf(project, { module: site.module, node }).map((found) => {
    const inner = found && bare(found.node);
    return inner?.type === "ArrayExpression" ? { module: found!.module, node: inner } : undefined;
  });
}

/** The object literals that an expression stands for. */
export function objectsOf(project: Project, site: Site, depth = maxDepth): readonly (Site | undefined)[] {
  const node = bare(site.node);
  if (node.type === "ObjectExpression") return [{ module: site.module, node }];
  if (depth === 0) return [undefined];
  if (node.type === "ConditionalExpression")
    return [child(node, "consequent"), child(node, "alternate")].flatMap((part) =>
      part === undefined ? [] : objectsOf(project, { module: site.module, node: part }, depth - 1),
    );
  if (node.type === "CallExpression" && passesOn(node)) {
    const [frozen] = argumentsOf(node);
    return frozen === undefined
      ? [undefined]
      : objectsOf(project, { module: site.module, node: frozen }, depth - 1);
  }
  return valuesOf(project, { module: site.module, node }, depth).flatMap((found) =>
    found === undefined || found.node === node ? [undefined] : objectsOf(project, found, depth - 1),
  );
}
