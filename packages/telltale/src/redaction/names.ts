// The verdict of a name on its value: leave it, replace it as a whole, an identity, or scan it. Verdicts are cached.
import { isIdentity } from "../engine/attributes/identity.ts";
import { memoize } from "../engine/text/memoize.ts";
import { knownKind } from "./known-names.ts";
import type { RedactionMode, RedactionOptions } from "./options.ts";
import { isUrlName } from "./parameters.ts";
import { nameTest } from "./rules.ts";
import { normalName } from "catalog/sensitive-name";
import { isQueryName } from "./sql-text.ts";

/** What happens to the value under a name. */
export type Verdict =
  | "leave"
  | "look"
  | "identity"
  | "sql"
  | "url"
  | { readonly kind: string; readonly mode: RedactionMode | undefined };

const maxNames = 4096;
const longestName = 256;

/** A judge of names by the rules, the kinds that are `on`, and the allowed names. */
export function createJudge(
  { allow, rules = [] }: RedactionOptions,
  on: (kind: string) => boolean,
): (name: string) => Verdict {
  const allowed = nameTest(allow?.names ?? []);
  const own = rules
    .filter(({ names }) => names !== undefined)
    .map(({ names, kind, mode }) => ({
      test: nameTest([names as string | string[]].flat()),
      verdict: { kind, mode },
    }));
  return memoize(maxNames, longestName, (name): Verdict => {
    if (allowed(name)) return "leave";
    const rule = own.find(({ test }) => test(name));
    if (rule !== undefined) return rule.verdict;
    if (isIdentity(name)) return "identity";
    const kind = knownKind(name);
    if (kind !== null && on(kind)) return { kind, mode: undefined };
    if (isQueryName(name) && on("sql-literal")) return "sql";
    if (isUrlName(name) && on("query-secret")) return "url";
    return saysWhich.test(normalName(name)) ? "identity" : "look";
  });
}

/** Names of identities: `order.id`, `tenantId`, `user.ids`; not ids of keys, which are parts of credentials. */
const saysWhich = /(?<!(?:^|_)key)_ids?$/;
