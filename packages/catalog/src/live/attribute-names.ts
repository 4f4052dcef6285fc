// Rules about an attribute's key alone: Weaver's `missing_attribute`, `template_attribute`, `deprecated`, `not_stable` and its policies for
// names. Their answers depend on the key only, so that each key is judged once.
import type { Deprecated } from "../catalog.ts";
import { declarationPath } from "../finding.ts";
import { beginningsOf } from "./beginnings.ts";
import type { Draft } from "./live-finding.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Weaver's form of names, of attributes and metrics. */
export const nameForm: RegExp = /^[a-z][a-z0-9]*(?:[._][a-z0-9]+)*$/;

/** Returns the drafts for a key. */
export type NameRules = (key: string) => readonly Draft[];

/** Creates the rules for one vocabulary. `isKnown` says which keys are never judged. */
export function createNameRules(vocabulary: Vocabulary, isKnown: (name: string) => boolean): NameRules {
  const judged = new Map<string, readonly Draft[]>();
  return (key) => {
    let drafts = judged.get(key);
    if (drafts === undefined) {
      drafts = isKnown(key)
        ? []
        : [...judgeDeclaration(key, vocabulary), ...judgeName(key, vocabulary)].map((draft) => ({
            ...draft,
            attribute: key,
            // one finding for a key, however many signals carry it
            same: `${key}\0${JSON.stringify(draft.context)}`,
            sampleType: "attribute",
          }));
      judged.set(key, drafts);
    }
    return drafts;
  };
}

function judgeDeclaration(key: string, vocabulary: Vocabulary): Draft[] {
  const found = vocabulary.attribute(key);
  if (found === undefined) return judgeMissing(key, vocabulary);
  const { attribute, template } = found;
  const path = declarationPath("attributes", attribute.name);
  const drafts: Draft[] = [];
  if (template) {
    drafts.push({
      id: "template_attribute",
      message: `Attribute '${key}' is a template`,
      path,
      context: { attribute_key: key, template_name: attribute.name },
    });
  }
  if (attribute.deprecated !== undefined)
    drafts.push({
      ...deprecation("Attribute", key, attribute.deprecated),
      path: declarationPath("attributes", attribute.name, "deprecated"),
      context: { attribute_key: key, ...deprecationContext(attribute.deprecated) },
    });
  if (attribute.stability !== undefined && attribute.stability !== "stable")
    drafts.push({
      id: "not_stable",
      message: `Attribute '${key}' is not stable; stability = ${attribute.stability}.`,
      fix: "Expect that it changes, or use a stable attribute.",
      path: declarationPath("attributes", attribute.name, "stability"),
      context: { attribute_key: key, stability: attribute.stability },
    });
  return drafts;
}

function judgeMissing(key: string, vocabulary: Vocabulary): Draft[] {
  const near = vocabulary.similar("attribute", key);
  const missing: Draft = {
    id: "missing_attribute",
    message: `Attribute '${key}' does not exist in the registry.`,
    fix: near === undefined ? `Declare \`${key}\` in the catalog.` : `Did you mean \`${near}\`?`,
    context: { attribute_key: key },
  };
  return near === undefined ? [missing] : [missing, similarName("attribute", key, near)];
}

/** "Did you mean". */
export function similarName(
  kind: "attribute" | "metric" | "event" | "span",
  name: string,
  near: string,
): Draft {
  const what =
    kind === "attribute" ? "Attribute" : kind === "metric" ? "Metric" : kind === "event" ? "Event" : "Span";
  return {
    id: "similar_name",
    message: `${what} \`${name}\` is not declared, but \`${near}\` is. Did you mean \`${near}\`?`,
    fix: `Emit \`${near}\`, or declare \`${name}\`.`,
    context: { [kind === "attribute" ? "attribute_key" : `${kind}_name`]: name, expected: near },
  };
}

/** Weaver's message for something deprecated. */
export function deprecation(
  what: string,
  name: string,
  deprecated: Deprecated,
): Pick<Draft, "id" | "message" | "fix"> {
  const context = deprecationContext(deprecated);
  const { renamedTo } = deprecated;
  return {
    id: "deprecated",
    message: `${what} '${name}' is deprecated; reason = '${context.deprecation_reason}', note = '${context.deprecation_note}'.`,
    fix: renamedTo === undefined ? `Stop emitting \`${name}\`.` : `Emit \`${renamedTo}\` instead.`,
  };
}

export function deprecationContext({ reason, renamedTo, note }: Deprecated): {
  readonly deprecation_reason: string;
  readonly deprecation_note: string;
} {
  return {
    deprecation_reason: reason === "unspecified" ? "uncategorized" : reason,
    deprecation_note: note ?? (renamedTo === undefined ? "" : `Replaced by \`${renamedTo}\`.`),
  };
}

function judgeName(key: string, vocabulary: Vocabulary): Draft[] {
  const drafts: Draft[] = [];
  const namespaces = beginningsOf(key, ".");
  if (namespaces.length === 0)
    drafts.push({
      id: "missing_namespace",
      message: `Attribute name '${key}' must include a namespace (e.g. '{namespace}.{attribute_key}')`,
      fix: `Put the name of your application or domain before it: \`shop.${key}\`.`,
      context: { attribute_key: key },
    });
  if (!nameForm.test(key))
    drafts.push({
      id: "invalid_format",
      message: `Attribute name '${key}' does not match name formatting rules.`,
      fix: "Use lower-case letters, digits, `_` and dots.",
      context: { attribute_key: key },
    });
  for (const namespace of namespaces) {
    if (!vocabulary.isCurrent(namespace) || vocabulary.attribute(key)?.template === true) continue;
    drafts.push({
      id: "illegal_namespace",
      message: `Namespace '${namespace}' collides with existing attribute '${key}'`,
      fix: `\`${namespace}\` is an attribute. Choose another namespace for \`${key}\`.`,
      context: { attribute_key: key, namespace },
    });
  }
  const extended = namespaces.filter((namespace) => vocabulary.isNamespace(namespace)).at(-1);
  if (extended !== undefined && vocabulary.attribute(key) === undefined && !vocabulary.isTemplated(key))
    drafts.push({
      id: "extends_namespace",
      message: `Attribute name '${key}' collides with existing namespace '${extended}'`,
      context: { attribute_key: key, namespace: extended },
    });
  return drafts;
}
