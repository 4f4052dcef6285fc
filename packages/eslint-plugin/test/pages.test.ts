// The examples of docs/lint: the rule of the page reports every statement under "Incorrect", and no rule reports one under "Correct".
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Linter } from "eslint";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.ts";
import { imports } from "./support/test-rule.ts";

const root = path.join(import.meta.dirname, "..", "..", "..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const pages = readdirSync(path.join(root, "docs/lint")).map((file) => path.basename(file, ".md"));
/** What the examples use without its declaration. */
const before = `${imports}const orders = counter("shop.orders", { unit: "{order}" });
const requests = counter("shop.requests", { unit: "{request}" });
const logins = counter("shop.logins", { unit: "{login}" });
`;
const settings = {
  telltale: {
    catalog: {
      name: "shop",
      version: "1.0.0",
      attributes: { "order.id": { type: "string" }, "payment.method": { type: "string" } },
    },
  },
};

interface Linted {
  /** Rules with a finding. */
  readonly rules: readonly (string | null)[];
  /** Statements of the example, and those without a finding. */
  readonly statements: number;
  readonly clean: readonly string[];
}

function lint(code: string, rules: Linter.Config["rules"], withCatalog: boolean): Linted {
  const linter = new Linter();
  const text = before + code;
  const config = { plugins: { telltale: plugin }, rules, ...(withCatalog && { settings }) };
  const messages = linter.verify(text, [config as Linter.Config]);
  const statements = linter.getSourceCode().ast.body.filter(({ range }) => range![0] >= before.length);
  const isClean = ({ loc }: (typeof statements)[number]): boolean =>
    !messages.some(({ line }) => line >= loc!.start.line && line <= loc!.end.line);
  return {
    rules: [...new Set(messages.map(({ ruleId }) => ruleId))],
    statements: statements.length,
    clean: statements.filter(isClean).map(({ range }) => text.slice(...range!)),
  };
}

describe.each(pages)("the page of %s", (rule) => {
  const [, incorrect, correct] = /^Incorrect:\n\n```js\n(.*?)```\n\nCorrect:\n\n```js\n(.*?)```$/ms.exec(
    read(`docs/lint/${rule}.md`),
  )!;
  const withCatalog = rule === "declared-attributes";

  test("has incorrect examples that the rule reports", () => {
    const { rules, statements, clean } = lint(incorrect!, { [`telltale/${rule}`]: "error" }, withCatalog);
    expect({ rules, clean }).toEqual({ rules: [`telltale/${rule}`], clean: [] });
    expect(statements).toBeGreaterThan(0);
  });

  test("has correct examples that no rule reports", () => {
    const { rules, statements, clean } = lint(correct!, plugin.configs.recommended.rules, withCatalog);
    expect(rules).toEqual([]);
    expect(clean).toHaveLength(statements);
  });
});
