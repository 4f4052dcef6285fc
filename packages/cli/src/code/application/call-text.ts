// The text that an expression has when one caller calls the function it is in: routes are often made by a function of the project.
import { bare, child, children, keyOf, literalText, type Node } from "../node.ts";
import { argumentsOf, type Project, type Site } from "../project.ts";
import type { Binding, SourceModule } from "../source-module.ts";
import { textsOf } from "../texts.ts";

const maxDepth = 8;

/** One call of a function, and the expression inside that function is in `module`. */
export interface Caller {
  readonly project: Project;
  readonly module: SourceModule;
  readonly owner: Node;
  readonly call: Site;
}

/** The function whose parameter the expression depends on, also through constants that are made from it. */
export function ownerOf(module: SourceModule, given: Node, depth = maxDepth): Node | undefined {
  const node = bare(given);
  if (depth === 0) return undefined;
  if (node.type === "Identifier") {
    const binding = module.resolve(String(node["name"]), node);
    if (binding?.kind === "parameter") return binding.owner;
    return isConstant(module, binding) ? ownerOf(module, binding.value, depth - 1) : undefined;
  }
  for (const part of partsOf(node)) {
    const owner = ownerOf(module, part, depth - 1);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

function partsOf(node: Node): readonly Node[] {
  switch (node.type) {
    case "MemberExpression":
      return [child(node, "object")!];
    case "LogicalExpression":
    case "BinaryExpression":
      return [child(node, "left")!, child(node, "right")!];
    case "ConditionalExpression":
      return ["test", "consequent", "alternate"].map((key) => child(node, key)!);
    case "TemplateLiteral":
      return children(node, "expressions");
    case "CallExpression": {
      const callee = child(node, "callee");
      return callee?.type === "MemberExpression" ? [callee] : [];
    }
    default:
      return [];
  }
}

function isConstant(
  module: SourceModule,
  binding: Binding | undefined,
): binding is Binding & { readonly value: Node } {
  return binding?.kind === "variable" && binding.value !== undefined && !module.isReassigned(binding.name);
}

/** The text of the expression when `caller` calls; undefined where the source does not say it. */
export function textWhenCalled(caller: Caller, given: Node, depth = maxDepth): string | undefined {
  const { project, module } = caller;
  const node = bare(given);
  if (depth === 0) return undefined;
  const evaluate = (part: Node | undefined): string | undefined =>
    part && textWhenCalled(caller, part, depth - 1);
  if (node.type === "Identifier") {
    const named = namedText(caller, node, evaluate);
    if (named !== undefined) return named;
  }
  if (node.type === "MemberExpression") {
    const part = splitPart(child(node, "object")!, keyOf(node), evaluate);
    if (part !== undefined) return part;
  }
  if (node.type === "LogicalExpression")
    return evaluate(child(node, "left")) ?? evaluate(child(node, "right"));
  if (node.type === "ConditionalExpression") {
    const isTrue = isEqual(child(node, "test"), evaluate);
    if (isTrue !== undefined) return evaluate(child(node, isTrue ? "consequent" : "alternate"));
  }
  return textsOf(project, { module, node }).known[0];
}

/** The text of a parameter, or of a constant that is made from it. */
function namedText(
  { project, module, owner, call }: Caller,
  node: Node,
  evaluate: Evaluate,
): string | undefined {
  const binding = module.resolve(String(node["name"]), node);
  if (binding?.kind === "parameter" && binding.owner === owner && binding.keys.length === 0) {
    const passed = argumentsOf(call.node)[binding.index ?? 0];
    return passed && textsOf(project, { module: call.module, node: passed }).known[0];
  }
  if (!isConstant(module, binding) || binding.keys.length > 1) return undefined;
  if (binding.keys.length === 0) return evaluate(binding.value);
  return splitPart(binding.value, binding.keys[0], evaluate) ?? evaluate(binding.fallback);
}

type Evaluate = (node: Node | undefined) => string | undefined;

/** The text at `index` of `name.split(" ")`. */
function splitPart(given: Node, index: string | undefined, evaluate: Evaluate): string | undefined {
  const call = bare(given);
  const callee = call.type === "CallExpression" ? child(call, "callee") : undefined;
  if (callee?.type !== "MemberExpression" || keyOf(callee) !== "split" || index === undefined)
    return undefined;
  const [first, ...others] = argumentsOf(call);
  const separator = first && literalText(bare(first));
  if (separator === undefined || others.length > 0) return undefined;
  return evaluate(child(callee, "object"))?.split(separator)[Number(index)];
}

/** Whether `a === b` holds; undefined for another test, or an unknown one. */
function isEqual(test: Node | undefined, evaluate: Evaluate): boolean | undefined {
  const operator = test?.type === "BinaryExpression" ? String(test["operator"]) : "";
  if (!/^[=!]==?$/.test(operator)) return undefined;
  const [left, right] = [evaluate(child(test!, "left")), evaluate(child(test!, "right"))];
  if (left === undefined || right === undefined) return undefined;
  return (left === right) === operator.startsWith("=");
}
