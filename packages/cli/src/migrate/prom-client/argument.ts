// Arguments of a metric's calls: whether one is a number in any case, and whether two may change places.
import { bare, child, type Node, textAt, walk } from "../../code/node.ts";
import type { Project, Site } from "../../code/project.ts";
import type { SourceModule } from "../../code/source-module.ts";
import { typeOf } from "../../code/value-types.ts";

/** Whether an expression is a number, whichever of its branches is taken. */
export function isNumber(project: Project, { module, node: given }: Site): boolean {
  const node = bare(given);
  const at = (key: string): boolean => isNumber(project, { module, node: child(node, key)! });
  switch (node.type) {
    case "ConditionalExpression":
      return at("consequent") && at("alternate");
    case "LogicalExpression":
      return at("left") && at("right");
    case "BinaryExpression":
      return node["operator"] === "+" ? at("left") && at("right") : isNumeric(project, { module, node });
    case "Identifier":
      return isNumericName(project, { module, node });
    default:
      return isNumeric(project, { module, node });
  }
}

/** A constant with a number, or a name with the type `number`. */
function isNumericName(project: Project, { module, node }: Site): boolean {
  const origin = project.originOf(textAt(node, "name")!, { module, node });
  if (origin?.is === "value") return isNumber(project, origin.site);
  if (origin?.is !== "binding") return false;
  const { annotation, value, keys, kind, name } = origin.binding;
  if (annotation !== undefined) return isNumberType(origin.module, annotation);
  const isConstant = kind === "variable" && keys.length === 0 && !origin.module.isReassigned(name);
  return isConstant && value !== undefined && isNumber(project, { module: origin.module, node: value });
}

/** `: number` of a name that is not optional. */
function isNumberType(module: SourceModule, annotation: Node): boolean {
  const written = module.parentOf(annotation);
  const name = written && module.parentOf(written);
  return annotation.type === "TSNumberKeyword" && name?.["optional"] !== true;
}

/** Whether the written type of a name says that it may be something else than a number. */
export function mayBeUndefined(project: Project, { module, node: given }: Site): boolean {
  const node = bare(given);
  if (node.type !== "Identifier") return false;
  const origin = project.originOf(textAt(node, "name")!, { module, node });
  const annotation = origin?.is === "binding" ? origin.binding.annotation : undefined;
  const canBe = /^TS(?:Union|Number|Undefined|Any|Unknown)/;
  return (
    origin?.is === "binding" &&
    annotation !== undefined &&
    canBe.test(annotation.type) &&
    !isNumberType(origin.module, annotation)
  );
}

function isNumeric(project: Project, site: Site): boolean {
  const type = typeOf(project, site)?.type;
  return type === "int" || type === "double" || type === "number";
}

/** Whether it matters which of two arguments is evaluated first. */
export function changesOrder(first: Node, second: Node): boolean {
  const [a, b] = [effectOf(first), effectOf(second)];
  return a === "certain" || b === "certain" || (a === "possible" && b === "possible");
}

/** `possible`: a call, of which it is not known. */
function effectOf(node: Node): "none" | "possible" | "certain" {
  let found: "none" | "possible" | "certain" = "none";
  walk(node, ({ type, operator }) => {
    if (/^(?:Assignment|Update|Await|Yield)Expression$/.test(type) || operator === "delete")
      found = "certain";
    else if (/^(?:Call|New|Import|TaggedTemplate)Expression$/.test(type) && found === "none")
      found = "possible";
  });
  return found;
}
