// Words of readers that the pages do not use, or use for something else, and the words of the pages: `k8s` also finds `kubernetes`.
// Alternatives are separated by commas; all words of an alternative must be found.

const table = `
a/b test: experiments
ab test: experiments
alternative: comparison
apm: comparison
apple silicon: macos
authentication: login
authorization: scope
aws lambda: serverless
change port: ports, port
cjs: commonjs
clickstream: journey
cohort: what differs
cold start: serverless
compare to: comparison
compliance: personal data
container: image
conversion: funnel
conversion rate: funnel, journey
cost: overhead, sizing
cpu usage: overhead, cost, sizing
cron monitoring: cron
csrf: protection against other web pages
custom metric: metrics
delete user data: delete personal data
deploy marker: deploys
disable: uninstall
disk full: disk failure, retention
disk space: sizing, disk
docker compose: docker
downgrade: go back
email: mail
env: environment variable, variable, setting
env var: variable, setting
environment variable: variable, settings
esm: zero code, import
exception: error
express.js: express
flaky: flapping
forget user: delete personal data
frontend: browser
gdpr: personal data
getting started: quick start
go live: production
grpc: receiving
hardware requirement: sizing
hello world: quick start, getting started
helm: kubernetes
high availability: cluster
high cardinality: too many series, too many values
https: tls
install: quick start
jasmine: testing
k8s: kubernetes
lag: delay
lambda: serverless
llm: generative ai
log level: logs level
logging: logs
login: authentication
mac: macos
mail: email
mask: redact
memory leak: heap, memory
memory usage: overhead, sizing, memory
micro service: service
mocha: testing
mongo: mongodb
multi tenancy: tenant
multi tenant: tenant
n+1: repeated queries
newrelic: new relic
nextjs: next.js
no data: nothing arrive
node version: node.js version, support
oauth: login for people
offline: spool
oidc: login for people
on call: alert channel
otel: opentelemetry
otlp: receiving
outage: spool
p95: percentile, quantile
p99: percentile, quantile
performance cost: overhead
performance impact: overhead
permalink: address
pii: personal data
postgres: pg, postgresql
postgresql: pg, postgres
price: cost
privacy: personal data
react: frontend
release: version, deploys
remove: uninstall
require: commonjs
required version: support
reverse proxy: tls proxy
right to be forgotten: delete personal data
s3: backup
saml: login for people
service level indicator: objective
share a link: address
sidecar: kubernetes
single sign on: login for people
sli: objective
slo: objective
slow down: overhead
sso: login for people
system requirement: sizing, support
trace id in log: logs
tracing: traces
turn off: uninstall
unit test: testing
update: upgrade
update version: upgrade
user flow: journey
versus: comparison
vue: frontend
web vital: frontend
windows: wsl
`;

/** The alternatives of a phrase, each as its words. */
export type Synonyms = ReadonlyMap<string, readonly (readonly string[])[]>;

/** Most words of a phrase. */
export const longestPhrase = 4;

/** @param wordsOf how a text becomes words, the same as for the pages and for what a reader types. */
export function readSynonyms(wordsOf: (text: string) => readonly string[]): Synonyms {
  return new Map(
    table
      .trim()
      .split("\n")
      .map((line) => {
        const [phrase = "", alternatives = ""] = line.split(": ");
        return [wordsOf(phrase).join(" "), alternatives.split(", ").map((one) => wordsOf(one))];
      }),
  );
}
