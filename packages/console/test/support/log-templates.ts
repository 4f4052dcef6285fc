// A hundred templates of log lines, and lines of them with seeded values: what a pattern finder must take apart.

/** Draws a number of [0, 1). */
export type Random = () => number;

/** A seeded generator (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)]!;
const whole = (random: Random, below: number): number => Math.floor(random() * below);
const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => whole(random, 16).toString(16)).join("");

const first =
  "Ada Ben Cleo Dan Eva Finn Grete Hugo Ines Jo Kai Lea Max Nora Otto Paula Quinn Rita Sven Tea".split(" ");
const last =
  "Berg Costa Dahl Engel Faber Groß Hahn Ivanov Jansen Köhler Lopez Moreau Novák Okafor Pérez".split(" ");
const cities = "Oslo Lima Rome Kyoto Bergen Quito Accra Porto Turin Lyon Graz Cork Bonn Riga Nice".split(" ");
const words =
  "alpha bravo delta ember falcon garnet harbor indigo jasper karma lotus maple nickel opal pearl quartz".split(
    " ",
  );

/** A value of each kind that templates name. */
const values: Readonly<Record<string, (random: Random) => string>> = {
  n: (random) => String(whole(random, 100_000)),
  id: (random) => `${pick(random, ["u", "c", "p"])}${whole(random, 10_000)}`,
  order: (random) => `order-${whole(random, 100_000)}`,
  uuid: (random) => [8, 4, 4, 4, 12].map((digits) => hex(random, digits)).join("-"),
  hex: (random) => hex(random, 16),
  ip: (random) => Array.from({ length: 4 }, () => whole(random, 256)).join("."),
  ip6: (random) => `fe80::${hex(random, 4)}:${hex(random, 4)}`,
  port: (random) => String(1024 + whole(random, 60_000)),
  ms: (random) =>
    pick(random, [`${whole(random, 900)}ms`, `${(random() * 9).toFixed(2)}s`, `${whole(random, 900)} ms`]),
  size: (random) => `${(random() * 900).toFixed(1)} ${pick(random, ["B", "kB", "MB"])}`,
  share: (random) => `${(random() * 100).toFixed(1)}%`,
  money: (random) => `${whole(random, 900)}.${String(whole(random, 100)).padStart(2, "0")}`,
  time: (random) =>
    `2026-11-${10 + whole(random, 18)}T${10 + whole(random, 13)}:${10 + whole(random, 49)}:07.${100 + whole(random, 899)}Z`,
  date: (random) =>
    `Nov ${1 + whole(random, 28)} ${10 + whole(random, 13)}:${10 + whole(random, 49)}:${10 + whole(random, 49)}`,
  email: (random) => `${pick(random, first).toLowerCase()}.${pick(random, words)}@example.com`,
  url: (random) => `https://api.example.com/orders/${whole(random, 10_000)}/items?page=${whole(random, 9)}`,
  path: (random) => `/var/data/${hex(random, 12)}/part-${whole(random, 99)}.bin`,
  name: (random) => pick(random, first),
  // one to three words
  person: (random) =>
    [
      pick(random, first),
      ...(random() < 0.7 ? [pick(random, last)] : []),
      ...(random() < 0.2 ? [pick(random, last)] : []),
    ].join(" "),
  city: (random) => pick(random, cities),
  word: (random) => pick(random, words),
  quoted: (random) =>
    `"${Array.from({ length: 1 + whole(random, 5) }, () => pick(random, words)).join(" ")}"`,
  list: (random) => `[${Array.from({ length: whole(random, 6) }, () => whole(random, 99)).join(", ")}]`,
  json: (random) =>
    JSON.stringify({
      id: whole(random, 99),
      tags: Array.from({ length: whole(random, 3) }, () => pick(random, words)),
      ok: random() < 0.5,
    }),
  unicode: (random) => pick(random, ["東京", "Zürich", "São Paulo", "Москва", "القاهرة", "Đà Nẵng", "Łódź"]),
  long: (random) => Array.from({ length: 300 }, () => hex(random, 8)).join(""),
  stack: (random) =>
    `\n${Array.from({ length: 2 + whole(random, 8) }, () => `    at ${pick(random, words)} (/srv/app/${pick(random, words)}.js:${whole(random, 900)}:${whole(random, 80)})`).join("\n")}`,
};

/** Templates; `{kind}` is a value. */
export const templates: readonly string[] = `
order {order} accepted from customer {id}
order {order} rejected: stock is {n}
payment of {money} EUR for {order} authorised in {ms}
payment of {money} EUR for {order} declined by issuer
payment provider answered {n} after {ms}, retrying
refund {uuid} created for {order}
cart {uuid} loaded with {n} items
cart {uuid} expired after {ms}
cart {uuid} merged into account {id}
coupon {quoted} applied to {order}
coupon {quoted} is not valid any more
user {id} logged in from {ip}
user {id} logged out
login failed for {email}: wrong password
login blocked for {email} after {n} attempts
session {hex} opened
session {hex} closed by peer
token {hex} expired at {time}
connection to {ip}:{port} established
connection to {ip}:{port} refused
connection pool exhausted: {n} waiting, {n} in use
query took {ms}: SELECT * FROM orders WHERE id = {n}
slow query {hex} took {ms}
transaction {n} rolled back: deadlock detected
migration {n} finished in {ms}
cache hit for key {hex}
cache miss for key {hex}
cache warmed up with {n} entries in {ms}
evicted {n} entries from cache, {size} freed
GET {url} returned {n} in {ms}
POST {url} failed with status {n}
upstream {ip} timed out after {ms}
request {uuid} finished in {ms}
request {uuid} cancelled by client
rate limit reached for {ip}, {n} requests in {ms}
file {path} written, {size}
file {path} could not be opened
upload of {path} to bucket {word} complete
disk usage at {share} on /dev/sda1
memory usage is {size} of {size}
cpu load {share} over the last {ms}
garbage collection paused for {ms}
worker {n} started
worker {n} exited with code {n}
job {uuid} queued as {word}
job {uuid} finished in {ms}
job {uuid} failed after {n} attempts
scheduler tick {n} skipped: previous one still runs
message {hex} published to topic {word}
message {hex} consumed by group {word} with lag {n}
consumer lag is {n} on partition {n}
dead letter {uuid} stored, reason {quoted}
e-mail to {email} sent in {ms}
e-mail to {email} bounced
shipment {uuid} left warehouse in {city}
shipment {uuid} delivered to {person} at {date}
customer {person} changed the delivery address
customer {person} asked for a refund of {money}
greeting {name} from {city}
parcel for {person} is waiting in {city}
package weight {n} g exceeds limit {n} g
price of item {n} changed from {money} to {money}
inventory of sku-{n} is down to {n}
search for {quoted} found {n} results
search index rebuilt with {n} documents in {ms}
recommendations for {id}: {list}
items {list} reserved until {time}
received webhook {json}
webhook delivery to {url} failed: {json}
feature flag {word} switched on for {share}
feature flag {word} switched off
config reloaded from {path}
certificate of api.example.com expires at {time}
tls handshake with {ip6} failed
dns lookup of {word}.example.com took {ms}
health check passed in {ms}
health check failed: {quoted}
leader elected: node {n} in term {n}
node {n} joined the cluster
node {n} left the cluster
snapshot {hex} taken at {time}
backup to {path} finished, {size} in {ms}
restore from {path} started
TypeError: cannot read property {quoted} of undefined{stack}
Error: timeout of {ms} exceeded{stack}
unhandled rejection in handler of {url}{stack}
level=info msg="cart updated" user={id} items={n}
level=warn msg="cart nearly full" user={id} items={n}
{"level":"info","msg":"order shipped","order":"{order}","carrier":"{word}"}
{"level":"error","msg":"order lost","order":"{order}","carrier":"{word}"}
{"event":"page_view","path":"/p/{n}","ms":{n}}
{"order.id":"{order}","total":{money},"paid":true}
[{time}] INFO checkout - basket {uuid} priced
[{time}] WARN checkout - basket {uuid} has no price
{date} app[{n}]: started with pid {n}
weather in {unicode} updated
{person} invited {person} to the team
thumbnail {hex} of {long} rendered
retrying in {ms} ({n} of {n})
shutting down
`
  .trim()
  .split("\n");

/** A line of a template. */
export function lineOf(template: string, random: Random): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole_, kind: string) => values[kind]?.(random) ?? whole_);
}
