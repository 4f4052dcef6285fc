// Words of readers that the pages do not use, or use for something else, and the words of the pages: `k8s` also finds `kubernetes`.
// Alternatives are separated by commas; all words of an alternative must be found.

const table = `
apple silicon: macos
authentication: login
authorization: scope
aws lambda: serverless
change port: ports, port
cjs: commonjs
compliance: personal data
container: image
conversion: funnel
conversion rate: funnel, journey
cost: overhead, sizing
cpu usage: overhead, cost, sizing
csrf: protection against other web pages
custom metric: metrics
delete user data: delete personal data
disable: uninstall
disk full: disk failure, retention
disk space: sizing, disk
docker compose: docker
downgrade: go back
env: environment variable, variable, setting
env var: variable, setting
esm: zero code, import
exception: error
express.js: express
forget user: delete personal data
frontend: browser
gdpr: personal data
getting started: quick start
go live: production
hardware requirement: sizing
hello world: quick start, getting started
helm: kubernetes
high availability: cluster
high cardinality: too many series, too many values
https: tls
install: quick start
k8s: kubernetes
lambda: serverless
llm: generative ai
log level: logs level
logging: logs
login: authentication
mac: macos
mask: redact
memory usage: overhead, sizing, memory
micro service: service
mongo: mongodb
multi tenant: tenant
multi tenancy: tenant
no data: nothing arrive
newrelic: new relic
nextjs: next.js
node version: node.js version, support
oauth: login for people
oidc: login for people
otel: opentelemetry
otlp: receiving
pii: personal data
postgres: pg, postgresql
postgresql: pg, postgres
price: cost
privacy: personal data
react: frontend
remove: uninstall
require: commonjs
required version: support
reverse proxy: tls proxy
right to be forgotten: delete personal data
s3: backup
saml: login for people
single sign on: login for people
slo: objective
sso: login for people
system requirement: sizing, support
tracing: traces
trace id in log: logs
unit test: testing
update: upgrade
update version: upgrade
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
