// Which package an expression comes from: `app` of `const app = express()`, `pool` of `new pg.Pool()`, a parameter typed `FastifyInstance`.
import { bare, child, keyOf, textAt } from "../node.ts";
import { createMemo } from "../memo.ts";
import type { Origin, Project, Site } from "../project.ts";

const known = createMemo<string | undefined>(undefined);

/** The name of the package, without its subpath; undefined for the project's own values. */
export function packageOf(project: Project, { module, node }: Site): string | undefined {
  return known(project, node, () => read(project, { module, node: bare(node) }));
}

function read(project: Project, { module, node }: Site): string | undefined {
  switch (node.type) {
    case "Identifier":
      return ofOrigin(project, project.originOf(String(node["name"]), { module, node }));
    case "MemberExpression": {
      const object = child(node, "object")!;
      const name = object.type === "Identifier" ? String(object["name"]) : undefined;
      const origin = name === undefined ? undefined : project.originOf(name, { module, node: object });
      const key = keyOf(node);
      if (origin?.is === "module")
        return key === undefined ? undefined : ofOrigin(project, project.memberOf(origin.module, key));
      return packageOf(project, { module, node: object });
    }
    case "CallExpression":
    case "NewExpression":
      return packageOf(project, { module, node: child(node, "callee")! });
    default:
      return undefined;
  }
}

function ofOrigin(project: Project, origin: Origin | undefined): string | undefined {
  if (origin?.is === "package") return packageName(origin.package);
  if (origin?.is === "value") return packageOf(project, origin.site);
  if (origin?.is !== "binding") return undefined;
  const { module, binding } = origin;
  if (binding.value !== undefined && binding.kind === "variable") {
    const found = packageOf(project, { module, node: binding.value });
    if (found !== undefined) return found;
  }
  return binding.annotation && ofType(project, { module, node: binding.annotation });
}

/** `FastifyInstance` or `pg.Pool`, imported from a package. */
function ofType(project: Project, { module, node }: Site): string | undefined {
  const named = child(node, "typeName");
  const left = named?.type === "TSQualifiedName" ? child(named, "left") : named;
  const name = textAt(left, "name");
  const origin = name === undefined ? undefined : project.originOf(name, { module, node });
  return origin?.is === "package" ? packageName(origin.package) : undefined;
}

/** `@nestjs/common/x` is `@nestjs/common`; modules of Node.js have their prefix. */
export function packageName(specifier: string): string {
  const parts = specifier.split("/");
  const name = specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0]!;
  return name === "http" || name === "https" ? `node:${name}` : name;
}
