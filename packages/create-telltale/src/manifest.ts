// package.json of the service. The packages of Telltale have the version of this one: they are released together.
import { command, shell, word } from "quoting/shell";
import type { Template } from "./arguments.ts";

/** The text of package.json. */
export function manifest(name: string, template: Template, version: string): string {
  const isTyped = template === "typescript";
  const folder = isTyped ? "dist" : "src";
  // `prestart` and `pretest`: what runs is what was compiled last
  const compile = isTyped ? { build: "tsc", prestart: "npm run build", pretest: "npm run build" } : {};
  const compiler = isTyped ? { "@types/node": "20.19.25", typescript: "5.9.3" } : {};
  const content = {
    name,
    version: "1.0.0",
    private: true,
    type: "module",
    scripts: {
      ...compile,
      start: command(["node", "--import", "telltale/register", `${folder}/main.js`]),
      test: shell`node --test ${word(folder)}/*.test.js`,
      check: "telltale catalog check",
    },
    telltale: { catalog: `src/catalog.${isTyped ? "ts" : "js"}` },
    dependencies: { telltale: version },
    devDependencies: { ...compiler, "telltale-cli": version },
    engines: { node: ">=20.19" },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
