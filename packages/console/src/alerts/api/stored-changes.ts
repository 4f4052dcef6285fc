// Saves rules, objectives and silences: checked among the others, and written to the audit log before it is saved.
import { maxStoredRules, maxStoredRuleText } from "contract";
import type { ApiContext } from "../../api/context.ts";
import type { Audit } from "../../auth/audit.ts";
import { ProblemError } from "../../problem/problem.ts";
import { inPieces } from "../../turns/in-pieces.ts";
import type { RuleEntry } from "../rules/judge.ts";
import { brokenBy, problemsAmong } from "../rules/rule-set.ts";
import { newThingId, saveThing, type StoredThing, type ThingKind } from "../rules/stored-things.ts";
import { callerOf, noteOf, versionOf } from "./caller.ts";
import { checkQueries } from "./check-queries.ts";
import { invalid } from "./invalid.ts";
import { entryOf } from "../rules/known-rules.ts";
import type { RulesNow } from "./rule-infos.ts";

type Content = StoredThing["content"];

/** Longest rule as JSON, in characters. */
export const mostText = 100_000;

/** Stores a new thing. @throws {ProblemError} 409 `ALERT_RULES_FULL`, 422 `ALERT_RULE_INVALID`. */
export async function createThing(
  kind: ThingKind,
  content: Content,
  rules: RulesNow,
  { context, audit }: Change,
): Promise<StoredThing> {
  const count = rules.stored.filter((one) => one.kind === kind).length;
  if (count >= maxStoredRules)
    throw new ProblemError(
      "ALERT_RULES_FULL",
      `There are ${count} stored rules, and at most ${maxStoredRules} are kept.`,
      "Delete some that are not used any more, or move them into files.",
    );
  const id = newThingId();
  await checkThing({ kind, id, content }, rules, context);
  return save({ kind, id, version: 0 }, { before: undefined, after: content }, { context, audit });
}

/** Replaces what a stored thing says. @throws {ProblemError} 404, 409, 412, 422, 428. */
export async function changeThing(
  thing: StoredThing,
  content: Content,
  rules: RulesNow,
  { context, audit }: Change,
): Promise<StoredThing> {
  checkVersion(thing, context);
  await checkThing({ ...thing, content }, rules, context);
  await checkDependants(thing, content, rules);
  return save(thing, { before: thing.content, after: content }, { context, audit });
}

/** Deletes a stored thing. @throws {ProblemError} 409 `ALERT_RULE_IN_USE`, 412, 428. */
export async function removeThing(
  thing: StoredThing,
  rules: RulesNow,
  { context, audit }: Change,
): Promise<StoredThing> {
  checkVersion(thing, context);
  await checkDependants(thing, undefined, rules);
  return save(thing, { before: thing.content, after: undefined }, { context, audit });
}

/** Who changes, and where it is written down. */
export interface Change {
  readonly context: ApiContext;
  readonly audit: Audit;
}

function checkVersion({ version, content }: StoredThing, context: ApiContext): void {
  if (version !== versionOf(context)) throw changed(content);
}

async function checkThing(
  thing: Pick<StoredThing, "kind" | "id" | "content">,
  rules: RulesNow,
  context: ApiContext,
): Promise<void> {
  const { length } = JSON.stringify(thing.content);
  if (length > mostText)
    throw invalid([
      {
        path: "",
        message: `has ${length} characters as JSON; expected at most ${mostText}.`,
        fix: "Shorten it.",
      },
    ]);
  checkRoom(thing, length, rules);
  const others = rules.entries.filter(({ stored }) => stored !== thing.id);
  const problems = await inPieces(problemsAmong(entryOf(thing), others, rules));
  if (problems.length > 0) throw invalid(problems);
  await checkQueries(thing.content, context);
}

/** @throws {ProblemError} 409 `ALERT_RULES_FULL` when all stored ones would have too much text: each list reads all of it. */
function checkRoom({ id }: Pick<StoredThing, "id">, length: number, { stored }: RulesNow): void {
  const others = stored.filter((one) => one.id !== id);
  const all = others.reduce((sum, { content }) => sum + JSON.stringify(content).length, length);
  if (all <= maxStoredRuleText) return;
  throw new ProblemError(
    "ALERT_RULES_FULL",
    `Stored rules, objectives and silences would have ${all} characters as JSON, and may have at most ${maxStoredRuleText} together.`,
    "Shorten or delete some, or move them into files.",
  );
}

/** Refuses what would leave another rule without its parent or its objective. */
async function checkDependants(
  thing: StoredThing,
  after: Content | undefined,
  rules: RulesNow,
): Promise<void> {
  const entries = rules.entries.flatMap((one) => {
    if (one.stored !== thing.id) return [one];
    return after === undefined ? [] : [entryOf({ ...thing, content: after })];
  });
  const judged = await inPieces(brokenBy(rules, entries));
  const broken = judged.filter(({ stored }) => stored !== thing.id);
  if (broken.length === 0) return;
  const names = broken.map(({ content, place }) =>
    place === "" ? `\`${content.name}\`` : `\`${content.name}\` (${place})`,
  );
  const shown = names.length > 10 ? [...names.slice(0, 10), `${names.length - 10} more`] : names;
  const name = String(thing.content["name"]);
  const what = after === undefined ? "deleted" : "changed like this";
  throw new ProblemError(
    "ALERT_RULE_IN_USE",
    `\`${name}\` cannot be ${what}: ${shown.join(", ")} would no longer be evaluated, because ${reasonOf(broken)}`,
    `First remove \`${name}\` from ${names.length === 1 ? "that rule" : "those rules"}, or delete ${names.length === 1 ? "it" : "them"}. To stop it without deleting it, set \`disabled: true\`.`,
    {
      problems: broken.flatMap(({ content, problems }) =>
        problems.map((one) => ({ ...one, path: `${content.name}${one.path === "" ? "" : `: ${one.path}`}` })),
      ),
    },
  );
}

function reasonOf([first]: readonly RuleEntry[]): string {
  const { path, message } = first!.problems[0]!;
  return path === "" ? message : `\`${path}\` ${message}`;
}

async function save(
  thing: Pick<StoredThing, "kind" | "id" | "version">,
  { before, after }: { readonly before: Content | undefined; readonly after: Content | undefined },
  { context, audit }: Change,
): Promise<StoredThing> {
  const { documents } = context;
  if (documents === undefined) throw new Error("stored rules need the documents of the store");
  const { name: savedBy } = callerOf(context);
  const content = after ?? before!;
  const note = noteOf(context, {
    target: thing.id,
    action: `${names[thing.kind]}.${before === undefined ? "create" : after === undefined ? "delete" : "change"}`,
    details: {
      name: String(content["name"]),
      ...(before !== undefined && { before: JSON.stringify(before).slice(0, mostAudited) }),
      ...(after !== undefined && { after: JSON.stringify(after).slice(0, mostAudited) }),
    },
  });
  const what = after === undefined ? undefined : { content: after, savedBy };
  const saved = await audit.change(note, async () => {
    const made = await saveThing(documents, thing, what, thing.version);
    if (made === undefined) throw changed(content);
    return made;
  });
  return { kind: thing.kind, id: thing.id, savedBy, content, ...saved };
}

const names = { alert: "alert-rule", objective: "objective", silence: "silence" } as const;
const mostAudited = 20_000;

function changed(content: Content): ProblemError {
  return new ProblemError(
    "ALERT_RULE_CHANGED",
    `\`${String(content["name"])}\` has changed since it was read.`,
    "Read it again, and repeat your change.",
  );
}
