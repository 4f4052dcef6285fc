// Fails on a route outside the contract (packages/contract): one that the console registers by hand, one that the code names and the table
// does not have, and one in the table that nothing answers.
import { readFileSync } from "node:fs";
import path from "node:path";
import { routes, splitRoute } from "contract";
import { parseSync } from "vite";

import { root, sourceFiles } from "./source-files.ts";

/** Files that may register routes with Fastify themselves, and why. */
const registering: Readonly<Record<string, string>> = {
  "packages/console/src/http/serve.ts": "registers what the contract declares",
  "packages/console/src/http/assets.ts": "files of the pages",
  "packages/console/src/http/docs.ts": "files of the documentation",
  "packages/console/src/http/login.ts": "forms for people: /login, /logout",
  "packages/console/src/http/login-oidc.ts": "the login at a provider, and its callback",
  "packages/console/src/http/receiver.ts": "telemetry, by protocols that others define",
  "packages/console/src/notify/receivers/opsgenie.ts": "requests to Opsgenie, with their method and path",
};

/** Paths under `/api/` that protocols of others define. They are served on ports of their own. */
const ofOthers: ReadonlySet<string> = new Set(["/api/v1/write", "/api/v1/spans", "/api/v2/spans"]);

const names: ReadonlySet<string> = new Set(Object.keys(routes));
const paths: ReadonlySet<string> = new Set([...names].map((name) => splitRoute(name).path));
const methods: ReadonlySet<string> = new Set([
  "get",
  "post",
  "put",
  "patch",
  "delete",
  "head",
  "options",
  "all",
]);

/** What is wrong in one file, and the routes it answers. */
export interface Routed {
  readonly problems: readonly string[];
  readonly answers: readonly string[];
}

type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>;

/** Looks for routes in the text of a file of the console or the pages. */
export function routesIn(file: string, text: string): Routed {
  const problems: string[] = [];
  const answers: string[] = [];
  const report = (node: Node, what: string): void =>
    void problems.push(`${file}:${text.slice(0, node.start).split("\n").length} ${what}`);
  eachNode(parseSync(file, text).program, (node) => {
    if (registers(node) && !(file in registering))
      report(
        node,
        "registers a route by hand: declare it in packages/contract, and answer it with `serve` or `toRoutes`",
      );
    const named = textOf(node);
    if (named !== undefined && isOutside(named))
      report(node, `names \`${named}\`, which packages/contract does not declare`);
    const answered = answeredBy(node);
    if (answered !== undefined && names.has(answered)) answers.push(answered);
  });
  return { problems, answers };
}

/** Routes of the contract that none of `answers` is for. */
export function unanswered(answers: readonly string[]): readonly string[] {
  const known = new Set(answers);
  return [...names]
    .filter((name) => !known.has(name))
    .map((name) => `${name} is declared in packages/contract, and nothing in the console answers it`);
}

/** `app.get("/…", …)`, `server.route({ … })`, and an object with the method and path of a route. */
function registers(node: Node): boolean {
  if (node.type === "ObjectExpression") {
    const properties = node["properties"] as readonly Node[];
    const valueOf = (key: string): string | undefined => {
      const property = properties.find((one) => nameOf(one["key"] as Node | undefined) === key);
      return property === undefined ? undefined : textOf(property["value"] as Node);
    };
    return methods.has(valueOf("method")?.toLowerCase() ?? "") && valueOf("path")?.startsWith("/") === true;
  }
  if (node.type !== "CallExpression") return false;
  const callee = node["callee"] as Node;
  if (callee.type !== "MemberExpression") return false;
  const method = nameOf(callee["property"] as Node);
  if (method === "route") return true;
  const [first] = node["arguments"] as readonly Node[];
  if (method === undefined || !methods.has(method) || first === undefined) return false;
  return textOf(first)?.startsWith("/") === true || nameOf(callee["object"] as Node) === "app";
}

/** The route of `serve(app, "GET /…", …)`, or of a property `"GET /…": handler`. */
function answeredBy(node: Node): string | undefined {
  if (node.type === "Property") return textOf(node["key"] as Node);
  if (node.type !== "CallExpression" || nameOf(node["callee"] as Node) !== "serve") return undefined;
  const second = (node["arguments"] as readonly Node[])[1];
  return second === undefined ? undefined : textOf(second);
}

/** A name or path of the API that the table does not have. Sentences in which one is named are for people, and have blanks. */
function isOutside(text: string): boolean {
  if (/^(GET|POST|PUT|PATCH|DELETE) \/\S*$/.test(text)) return !names.has(text);
  return /^\/api\/\S+$/.test(text) && !paths.has(text) && !ofOthers.has(text);
}

function nameOf(node: Node | undefined): string | undefined {
  return node?.type === "Identifier" ? String(node["name"]) : undefined;
}

/** A text in quotes, or how a template begins. */
function textOf(node: Node): string | undefined {
  if (node.type === "Literal") return typeof node["value"] === "string" ? node["value"] : undefined;
  if (node.type !== "TemplateLiteral") return undefined;
  const [first, ...more] = node["quasis"] as readonly { readonly value: { readonly raw: string } }[];
  return first === undefined ? undefined : first.value.raw + (more.length === 0 ? "" : "${…}");
}

function eachNode(tree: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(tree)) return tree.forEach((one) => eachNode(one, visit));
  if (typeof tree !== "object" || tree === null) return;
  if ("type" in tree) visit(tree as Node);
  for (const value of Object.values(tree)) eachNode(value, visit);
}

if (import.meta.main) {
  const files = sourceFiles(".ts", ".tsx").filter(
    (file) => /^packages\/(console|web)\/src\//.test(file) && !/\.test\.tsx?$/.test(file),
  );
  const found = files.map((file) => routesIn(file, readFileSync(path.join(root, file), "utf8")));
  const problems = [
    ...found.flatMap((one) => one.problems),
    ...unanswered(found.flatMap(({ answers }) => answers)),
  ];
  for (const problem of problems) console.error(problem);
  console.log(`${names.size} routes, ${files.length} files, ${problems.length} outside the contract`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
