// Entities that a signal is associated with: the resource must describe one of them. As Weaver: several are alternatives, an unknown one is
// satisfied.
import type { Entity, RequirementLevel } from "../catalog.ts";
import { declarationPath } from "../finding.ts";
import type { Draft, LiveFindingId } from "./live-finding.ts";
import type { Vocabulary } from "./vocabulary.ts";

const absent = {
  required: ["entity_required_attribute_not_present", "Required"],
  recommended: ["entity_recommended_attribute_not_present", "Recommended"],
  opt_in: ["entity_opt_in_attribute_not_present", "Opt-in"],
  conditionally_required: ["entity_conditionally_required_attribute_not_present", "Conditionally required"],
} as const satisfies Readonly<Record<RequirementLevel, readonly [LiveFindingId, string]>>;

/** Returns what a resource with `keys` lacks of `names`. */
export function judgeEntities(
  names: readonly string[],
  keys: ReadonlySet<string>,
  vocabulary: Vocabulary,
): readonly Draft[] {
  const results = names.map((name) => {
    const entity = vocabulary.entity(name);
    const drafts = entity === undefined ? [] : judgeEntity(entity, keys);
    return { drafts, satisfied: !drafts.some(({ id }) => id === "entity_required_attribute_not_present") };
  });
  if (results.length === 1) return results[0]?.drafts ?? [];
  const satisfied = results.filter((result) => result.satisfied);
  if (satisfied.length > 0 || results.length === 0) return satisfied.flatMap(({ drafts }) => drafts);
  return [
    {
      id: "entity_association_not_satisfied",
      message: `None of the associated entities [${names.join(", ")}] were satisfied by the resource.`,
      fix: `Add the identity of one of them to the resource.`,
      same: names.join("\0"),
      context: { entity_type: names },
    },
  ];
}

function judgeEntity({ name, identity, attributes }: Entity, keys: ReadonlySet<string>): Draft[] {
  const levels = new Map<string, RequirementLevel>(identity.map((key) => [key, "required"]));
  for (const { key, level } of attributes) levels.set(key, level);
  return [...levels]
    .filter(([key]) => !keys.has(key))
    .map(([key, level]) => {
      const [id, adjective] = absent[level];
      return {
        id,
        message: `${adjective} attribute '${key}' for entity '${name}' is not present in the resource.`,
        fix: `Add \`${key}\` to the resource.`,
        path: declarationPath("entities", name),
        attribute: key,
        same: `${name}\0${key}`,
        context: { attribute_key: key, entity_type: name },
      };
    });
}
