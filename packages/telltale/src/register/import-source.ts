// The replacement of an imported module: a module that re-exports all of it, with bindings that can be set, and hands the library
// over once it has run. No more is known of the library than the names it exports, which are read and not run.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { initSync, parse } from "es-module-lexer";

// as engine/runtime/shared.ts has it: hooks in a thread of their own share nothing else with the application
const receiver = `globalThis[Symbol.for("telltale.shared.1")]?.imported`;

/** The source of the stand-in for `module` of Node, which has it instrumented. Its names are Node's own, and live. */
export function builtinSource(module: string): string {
  const name = JSON.stringify(module);
  return `${receiver}?.builtin(${name});export*from${name};export{default}from${name};`;
}

/** The source of the stand-in for `module`, which is at `url`. */
export function moduleSource(module: string, url: string, names: Iterable<string>): string {
  const bindings = [...names].map((name, index) => ({ key: JSON.stringify(name), local: `$${index}` }));
  const list = bindings.map(({ key, local }) => `${local} as ${key}`);
  const setters = bindings.map(({ key, local }) => `${key}:v=>{${local}=v}`);
  return [
    `import*as real from${JSON.stringify(url)};`,
    // in a circle of modules some have no value yet
    ...bindings.map(({ key, local }) => `let ${local};try{${local}=real[${key}]}catch{}`),
    `export{${list.join(",")}};`,
    `${receiver}?.module(${JSON.stringify(module)},${JSON.stringify(url)},real,{${setters.join(",")}});`,
  ].join("\n");
}

/** Asks where `specifier` leads in the module at `parent`. */
export interface Question {
  readonly specifier: string;
  readonly parent: string;
}

/**
 * The names that the ES module at `url` exports, those of `export * from` included. It asks where each of these leads and is given the
 * answer: hooks in the application's thread have it at once, those in the loader's later.
 *
 * @throws where a file cannot be read or is not an ES module.
 */
export function* exportNames(
  url: string,
  seen: Set<string> = new Set(),
): Generator<Question, Set<string>, string> {
  const names = new Set<string>();
  if (seen.has(url)) return names;
  seen.add(url);
  initSync();
  const source = readFileSync(fileURLToPath(url), "utf8");
  const [imports, exports] = parse(source);
  for (const { n: name } of exports) names.add(name);
  for (const { n: specifier, ss: from, s: to } of imports) {
    if (specifier === undefined || !/^export\s*\*\s*from/.test(source.slice(from, to))) continue;
    const target = yield { specifier, parent: url };
    // the default export is never among those of `export *`
    for (const name of yield* exportNames(target, seen)) if (name !== "default") names.add(name);
  }
  return names;
}
