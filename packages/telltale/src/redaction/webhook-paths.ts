// Secrets in the paths of webhooks and bots, without their host, which `url.path` does not have: anyone who knows the path may post.
import type { Finder, Finding } from "./finder.ts";

/** The beginning of a path, and what follows; its first group, at the end, is the secret. */
const paths: readonly (readonly [kind: string, beginning: string, rest: RegExp])[] = [
  ["discord-webhook", "/webhooks/", /\d{15,22}\/([\w-]{24,128})(?![\w-])/y],
  ["discord-webhook", "/interactions/", /\d{15,22}\/([\w-]{40,400})(?![\w-])/y],
  ["teams-webhook", "/webhookb2/", /([\w@/-]{60,300})/y],
  ["telegram-token", "/bot", /(\d{5,14}(?::|%3A)[\w-]{16,64})(?![\w-])/iy],
  // Zapier; Rocket.Chat; Mattermost
  ["query-secret", "/hooks/", /(?:catch|standard)\/\d{4,12}\/([a-z\d]{5,16})(?![\w-])/y],
  ["query-secret", "/hooks/", /[A-Za-z\d]{17,24}\/([A-Za-z\d]{40,64})(?![\w-])/y],
  ["query-secret", "/hooks/", /((?=[a-z]*\d)[a-z\d]{26})(?![\w-])/y],
  // IFTTT; PagerDuty
  ["query-secret", "/with/key/", /([\w-]{16,64})(?![\w-])/y],
  ["query-secret", "/integration/", /([a-f\d]{32})(?=\/enqueue)/y],
];

interface Path {
  readonly kind: string;
  readonly beginning: string;
  readonly rest: RegExp;
}

const all: readonly Path[] = paths.map(([kind, beginning, rest]) => ({ kind, beginning, rest }));

const slack =
  /(?<=\/services)\/(T[A-Z\d]{5,15}\/B[A-Z\d]{5,15}\/[\w-]{8,64})|(?<=\/(?:workflows|triggers))\/([TE][A-Z\d]{5,15}(?:\/\w{1,24}){1,2}\/[\w-]{16,64})/y;

/** Finds paths of Slack at the id of a workspace, which is rarer than `/services`. */
export const slackPaths: Finder = {
  starts: ["/T", "/E"],
  find(text, at) {
    slack.lastIndex = at;
    return slack.test(text) ? { start: at + 1, end: slack.lastIndex, kind: "slack-webhook" } : undefined;
  },
};

/** Finds the other paths of the kinds that are `on`. */
export function webhookFinder(on: (kind: string) => boolean): Finder {
  const wanted = all.filter(({ kind }) => on(kind));
  // the third letters, which ordinary paths do not share: /settings, /items
  const thirds = new Uint8Array(128);
  for (const { beginning } of wanted) thirds[beginning.charCodeAt(3)] = 1;
  return {
    starts: wanted.map(({ beginning }) => beginning.slice(0, 3)),
    find: (text, at) => (thirds[text.charCodeAt(at + 3)] === 1 ? secretIn(wanted, text, at) : undefined),
  };
}

function secretIn(wanted: readonly Path[], text: string, at: number): Finding | undefined {
  for (const { kind, beginning, rest } of wanted) {
    if (beginning.charCodeAt(1) !== text.charCodeAt(at + 1) || !text.startsWith(beginning, at)) continue;
    rest.lastIndex = at + beginning.length;
    const secret = rest.exec(text)?.[1];
    if (secret === undefined) continue;
    return { start: rest.lastIndex - secret.length, end: rest.lastIndex, kind };
  }
  return undefined;
}
