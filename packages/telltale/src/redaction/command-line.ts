// Passwords after short flags of certain commands: `curl -u name:…`, `mysql -p…`, `redis-cli -a …`; at their position in others:
// `rabbitmqctl add_user name …`; and quoted passwords after a word that announces them: `IDENTIFIED BY '…'`.
import { type Finder, inAnyCase } from "./finder.ts";
import { isPlaceholder } from "./placeholder.ts";

/** Maximum distance of the command before its flag. */
const farthest = 256;

const value = String.raw`["']?([^\s"'\`-][^\s"'\`]{0,255})`;
const flags: readonly (readonly [command: RegExp, flag: RegExp])[] = [
  [
    /\b(?:curl|https?|xh|etcdctl|wget|aria2c|ab)\b/,
    / (?:-u|--user|-U|--proxy-user|-a|--auth|-A)[ =]?["']?[^\s:"']{1,64}:([^\s"']{1,256})/y,
  ],
  [/\b(?:mysql\w{0,16}|mariadb(?:-\w{1,16})?|7za?r?)\b/, / -p["']?([^\s"'-][^\s"']{0,255})/y],
  [/\bredis-cli\b|\bvalkey-cli\b/, new RegExp(` -a ${value}`, "y")],
  [
    /\b(?:sshpass|mongo(?:sh|dump|restore|export|import|stat|top)?|cypher-shell|cqlsh|clickhouse-client|couchbase-cli|cbq|rabbitmqadmin|(?:docker|podman|helm|az|oc|cf|buildah|skopeo|crane|nerdctl|registry) [^\n|;&]{0,64}\blogin)\b/,
    new RegExp(` -p[ =]?${value}`, "y"),
  ],
  [/\b(?:sqlcmd|bcp|osql|isql|mosquitto_[a-z]{2,4}|ipmitool|zip|unzip)\b/, new RegExp(` -P ?${value}`, "y")],
  [/\bldap[a-z]{3,10}\b/, new RegExp(` -w ?${value}`, "y")],
  [
    /\bopenssl\b/,
    new RegExp(` (?:-k|-K|-pass(?:in|out)?[ =]["']?pass:|-passin[ =]["']?pass:) ?${value}`, "y"),
  ],
  [/\b(?:smbclient|rpcclient|net)\b/, / (?:-U|--user)[ =]?["']?[^\s%"']{1,64}%([^\s"']{1,256})/y],
  [/\bsnmp[a-z]{3,10}\b/, new RegExp(` -[AXc] ?${value}`, "y")],
];

/** Finds passwords after the flags of commands. */
export const commandPasswords: Finder = {
  starts: [" -u", " --", " -p", " -a", " -U", " -P", " -w", " -k", " -K", " -A", " -X", " -c"],
  find(text, at) {
    let before: string | undefined;
    for (const [command, flag] of flags) {
      flag.lastIndex = at;
      const found = flag.exec(text)?.[1];
      if (found === undefined) continue;
      before ??= text.slice(Math.max(0, at - farthest), at);
      if (!command.test(before) || isPlaceholder(found)) continue;
      const end = flag.lastIndex;
      return { start: end - found.length, end, kind: "password" };
    }
    return undefined;
  },
};

const options = String.raw`(?:\s{1,4}-{1,2}\w[\w-]{0,32}(?:=\S{1,64})?){0,4}`;
/** Commands with a password at a position. */
const positions: readonly RegExp[] = [
  new RegExp(
    String.raw`rabbitmqctl(?:\s{1,4}\S{1,64}){0,6}?\s{1,4}(?:add_user|change_password|authenticate_user)\s{1,4}\S{1,128}\s{1,4}${value}`,
    "y",
  ),
  new RegExp(
    String.raw`neo4j-admin${options}\s{1,4}(?:dbms\s{1,4})?set-initial-password${options}\s{1,4}${value}`,
    "y",
  ),
  new RegExp(
    String.raw`htpasswd\s{1,4}-(?=\w{0,8}b)(?:\w{0,8}n\w{0,8}|\w{1,9}\s{1,4}[^\s-]\S{0,255})\s{1,4}[\w.@-]{1,128}\s{1,4}${value}`,
    "y",
  ),
  new RegExp(String.raw`mysqladmin${options}\s{1,4}password\s{1,4}${value}`, "y"),
  new RegExp(String.raw`vault\s{1,4}login${options}\s{1,4}${value}`, "y"),
];

/** Finds passwords at their position. */
export const positionPasswords: Finder = {
  starts: ["rab", "neo", "htp", "mys", "vau"],
  find(text, at) {
    for (const one of positions) {
      one.lastIndex = at;
      const found = one.exec(text)?.[1];
      if (found === undefined || isPlaceholder(found, true)) continue;
      return { start: one.lastIndex - found.length, end: one.lastIndex, kind: "password" };
    }
    return undefined;
  },
};

const quoted = /(?:pass(?:word|wd|phrase)|identified by) {1,2}(["'`])([^"'`\s]{3,256})\1/iy;

/** Finds quoted passwords after a word that announces them. */
export const quotedPasswords: Finder = {
  starts: inAnyCase("pas", "ide"),
  find(text, at) {
    quoted.lastIndex = at;
    const found = quoted.exec(text)?.[2];
    if (found === undefined || isPlaceholder(found, true)) return undefined;
    const end = quoted.lastIndex - 1;
    return { start: end - found.length, end, kind: "password" };
  },
};
