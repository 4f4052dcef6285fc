// How a rule is written: a description of what it finds, and a visitor that gets the origins of the file's values.
import type { Rule } from "eslint";
import { type Origins, originsOf } from "./telemetry/origin.ts";
import type { Node } from "./syntax.ts";

type Report = (problem: Problem) => void;

/** A finding, on nodes of TypeScript's tree. */
interface Problem {
  readonly node: Node;
  readonly messageId: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly fix?: ((fixer: Rule.RuleFixer) => Rule.Fix | Rule.Fix[] | null) | undefined;
  readonly suggest?: readonly Suggestion[] | undefined;
}

export interface Suggestion {
  readonly messageId: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly fix: (fixer: Rule.RuleFixer) => Rule.Fix | Rule.Fix[] | null;
}

/** What a rule gets of a file that may use telemetry. */
export interface RuleInput<Options extends object = object> {
  readonly context: Rule.RuleContext;
  readonly origins: Origins;
  readonly report: Report;
  readonly options: Partial<Options>;
}

/** Handlers by type of node, or by selector. */
type Visitor = Readonly<Record<string, (node: never) => void>>;

export interface RuleDescription<Options extends object> {
  readonly name: string;
  readonly description: string;
  readonly type: "problem" | "suggestion";
  readonly fixable?: boolean;
  readonly messages: Readonly<Record<string, string>>;
  /** Properties of the object that is the rule's option. */
  readonly options?: Readonly<Record<keyof Options & string, object>>;
  readonly create: (input: RuleInput<Options>) => Visitor;
}

/** The package's page, which describes each rule under a heading. */
const page = "https://www.npmjs.com/package/eslint-plugin-telltale";

/** Makes a rule of ESLint's. It does nothing in files that cannot use telemetry. */
export function defineRule<Options extends object = Record<never, never>>(
  description: RuleDescription<Options>,
): Rule.RuleModule {
  return {
    meta: {
      type: description.type,
      docs: { description: description.description, url: `${page}#${description.name}` },
      ...(description.fixable === true ? { fixable: "code" as const } : {}),
      hasSuggestions: true,
      messages: { ...description.messages },
      schema:
        description.options === undefined
          ? []
          : [{ type: "object", properties: description.options as never, additionalProperties: false }],
      defaultOptions: [],
    },
    create(context) {
      const origins = originsOf(context);
      if (origins === undefined) return {};
      const report: Report = (problem) => context.report(problem as never);
      const options = (context.options[0] ?? {}) as Partial<Options>;
      return description.create({ context, origins, report, options }) as Rule.RuleListener;
    },
  };
}
