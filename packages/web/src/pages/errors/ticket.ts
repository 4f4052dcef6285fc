// The form of a new ticket about a group of errors, filled in.
import { type ErrorGroup, errorLine, fillTemplate, type LinksResult } from "contract";

import { type MarkdownFinding, toMarkdown } from "../../lib/markdown.ts";
import { groupFinding } from "./group-finding.ts";

/** Trackers refuse long addresses, GitHub those over 8 kB: lists of versions and services are cut. */
const longestMessage = 300;
const longestFact = 120;

/** `undefined` when Settings name no tracker. @param link the page of the group, with a range that does not move. */
export function ticketUrl(
  { ticket }: Pick<LinksResult, "ticket">,
  group: ErrorGroup,
  link: string,
): string | undefined {
  const { service, fingerprint, releases } = group;
  const type = group.type === "" ? "Error" : group.type;
  const message = cut(errorLine(group.text), longestMessage);
  return fillTemplate(ticket, {
    title: cut(message === "" ? type : `${type}: ${message}`, longestFact),
    body: toMarkdown(shortFinding(group, message), link),
    link,
    service,
    version: releases.at(-1) ?? "unknown",
    type: cut(type, longestFact),
    message: message === "" ? type : message,
    fingerprint,
  });
}

function shortFinding(group: ErrorGroup, message: string): MarkdownFinding {
  const { title, facts } = groupFinding(group);
  return {
    title: cut(title, longestFact),
    ...(message !== "" && { code: message }),
    facts: facts.map(([name, value]) => [name, cut(value, longestFact)]),
  };
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
