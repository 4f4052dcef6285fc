// Saves rules, objectives and silences: checked among the others, and written to the audit log before it is saved.
import { maxStoredRules } from "contract";
import type { ApiContext } from "../../api/context.ts";
import type { Audit } from "../../auth/audit.ts";
import { ProblemError } from "../../problem/problem.ts";
import { problemsAmong } from "../rules/rule-set.ts";
import { newThingId, saveThing, type StoredThing, type ThingKind } from "../rules/stored-things.ts";
import { addressOf, callerOf, versionOf } from "./caller.ts";
import { entryOf, type RulesNow } from "./rule-infos.ts";

type Content = StoredThing["content"];

/** Longest rule as JSON, in characters. */
const mostText = 100_000;

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
      `There are ${count} stored ones, and at most ${maxStoredRules} are kept.`,
      "Delete some that are not used any more, or move them into files.",
    );
  const id = newThingId();
  checkThing({ kind, id, content }, rules);
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
  checkThing({ ...thing, content }, rules);
  return save(thing, { before: thing.content, after: content }, { context, audit });
}

/** Deletes a stored thing. */
export async function removeThing(thing: StoredThing, { context, audit }: Change): Promise<StoredThing> {
  checkVersion(thing, context);
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

function checkThing(thing: Pick<StoredThing, "kind" | "id" | "content">, rules: RulesNow): void {
  const { length } = JSON.stringify(thing.content);
  if (length > mostText)
    throw invalid([
      {
        path: "",
        message: `has ${length} characters as JSON; expected at most ${mostText}.`,
        fix: "Shorten it.",
      },
    ]);
  const others = rules.entries.filter(({ stored }) => stored !== thing.id);
  const problems = problemsAmong(entryOf(thing), others);
  if (problems.length > 0) throw invalid(problems);
}

/** @param problems at least one. */
export function invalid(problems: NonNullable<ProblemError["problems"]>): ProblemError {
  const [first] = problems;
  const more = problems.length === 1 ? "" : ` (and ${problems.length - 1} more)`;
  const where = first!.path === "" ? "The rule" : `\`${first!.path}\``;
  return new ProblemError("ALERT_RULE_INVALID", `${where} ${first!.message}${more}`, first!.fix, {
    problems,
  });
}

async function save(
  thing: Pick<StoredThing, "kind" | "id" | "version">,
  { before, after }: { readonly before: Content | undefined; readonly after: Content | undefined },
  { context, audit }: Change,
): Promise<StoredThing> {
  const { documents } = context;
  if (documents === undefined) throw new Error("stored rules need the documents of the store");
  const { name: savedBy, tenant } = callerOf(context);
  const content = after ?? before!;
  await audit.record({
    actor: savedBy,
    tenant,
    address: addressOf(context),
    target: thing.id,
    action: `${names[thing.kind]}.${before === undefined ? "create" : after === undefined ? "delete" : "change"}`,
    details: {
      name: String(content["name"]),
      ...(before !== undefined && { before: JSON.stringify(before).slice(0, mostAudited) }),
      ...(after !== undefined && { after: JSON.stringify(after).slice(0, mostAudited) }),
    },
  });
  const what = after === undefined ? undefined : { content: after, savedBy };
  const saved = await saveThing(documents, thing, what, thing.version);
  if (saved === undefined) throw changed(content);
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
