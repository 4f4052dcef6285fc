// Keys with a prefix of their vendor, which are recognized in any text. Public ones (`pk_live_`, account numbers) are not secrets. The
// part after each prefix has a maximum length, which bounds the time.
import type { Finder } from "./finder.ts";

const keys: readonly (readonly [kind: string, prefix: string, rest: string])[] = [
  ["aws-access-key-id", "AKIA", "[A-Z0-9]{16}(?![A-Za-z0-9])"],
  ["aws-access-key-id", "ASIA", "[A-Z0-9]{16}(?![A-Za-z0-9])"],
  ["aws-access-key-id", "ABIA", "[A-Z0-9]{16}(?![A-Za-z0-9])"],
  ["aws-access-key-id", "ACCA", "[A-Z0-9]{16}(?![A-Za-z0-9])"],
  ["google-api-key", "AIza", "[\\w-]{30,60}"],
  ["google-oauth-token", "ya29.", "[\\w-]{20,2048}"],
  ["google-client-secret", "GOCSPX-", "[\\w-]{20,60}"],
  ["github-token", "ghp_", "[A-Za-z0-9]{20,255}"],
  ["github-token", "gho_", "[A-Za-z0-9]{20,255}"],
  ["github-token", "ghu_", "[A-Za-z0-9]{20,255}"],
  ["github-token", "ghs_", "[\\w.-]{20,1024}"],
  ["github-token", "ghr_", "[A-Za-z0-9]{20,255}"],
  ["github-token", "github_pat_", "\\w{20,255}"],
  ["gitlab-token", "glpat-", "[\\w.-]{16,255}"],
  ["gitlab-token", "gl", "(?:dt|rt|rtr|cbt|ptt|ft|soat|agent|oas|imt|ffct)-[\\w.-]{16,255}"],
  ["slack-token", "xox", "[a-z](?:\\.xox[a-z])?-[\\w-]{8,512}"],
  ["slack-token", "xapp-", "[\\w-]{8,512}"],
  ["stripe-key", "sk_", "(?:live|test|prod)_[A-Za-z0-9]{8,255}"],
  ["stripe-key", "rk_", "(?:live|test|prod)_[A-Za-z0-9]{8,255}"],
  ["stripe-key", "whsec_", "[A-Za-z0-9+/=]{16,255}"],
  ["npm-token", "npm_", "[A-Za-z0-9]{30,255}"],
  ["anthropic-key", "sk-ant-", "[\\w-]{16,512}"],
  [
    "openai-key",
    "sk-",
    "(?:(?:proj|svcacct|admin|None|service)-[\\w-]{16,512}|[A-Za-z0-9]{32,512}(?![\\w-]))",
  ],
  ["twilio-key", "SK", "[0-9a-f]{32}(?![A-Za-z0-9])"],
  ["sendgrid-key", "SG.", "[\\w-]{16,64}\\.[\\w-]{16,128}"],
  ["mailgun-key", "key-", "[0-9a-f]{32}(?![A-Za-z0-9])"],
  ["hugging-face-token", "hf_", "[A-Za-z0-9]{30,255}"],
  ["digitalocean-token", "do", "[opr]_v1_[0-9a-f]{32,128}"],
  ["shopify-token", "shp", "(?:at|ca|pa|ss|ua)_[0-9a-fA-F]{32,64}"],
  ["pypi-token", "pypi-", "[\\w-]{32,1024}"],
  ["rubygems-key", "rubygems_", "[0-9a-f]{40,64}"],
  ["docker-token", "dckr_", "(?:pat|oat)_[\\w-]{20,255}"],
  ["databricks-token", "dapi", "[0-9a-f]{32}(?:-\\d)?(?![A-Za-z0-9])"],
  ["linear-key", "lin_", "(?:api|oauth)_[A-Za-z0-9]{32,128}"],
  ["notion-token", "ntn_", "[A-Za-z0-9]{30,128}"],
  ["notion-token", "secret_", "[A-Za-z0-9]{43}(?![A-Za-z0-9])"],
  ["grafana-token", "gl", "(?:sa|c)_[\\w+/=]{32,512}"],
  ["new-relic-key", "NRAK-", "[A-Z0-9]{27}"],
  ["square-token", "sq0", "(?:atp|csp|idp)-[\\w-]{22,64}"],
  ["doppler-token", "dp.", "(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{32,128}"],
  ["vault-token", "hv", "[sbr]\\.[\\w-]{20,512}"],
  ["age-key", "AGE-SECRET-KEY-1", "[A-Z0-9]{40,80}"],
  ["supabase-key", "sb", "(?:p_[0-9a-f]{40}|_secret_[\\w-]{20,64})"],
  ["planetscale-token", "pscale_", "(?:tkn|pw|oauth)_[\\w.=-]{30,128}"],
  ["figma-token", "fig", "[dour]_[\\w-]{32,128}"],
  ["postman-key", "PMAK-", "[0-9a-f]{20,32}-[0-9a-f]{30,40}"],
  ["heroku-key", "HRKU-", "[\\w-]{30,128}"],
  ["fly-token", "fo1_", "[\\w-]{40,64}"],
  ["groq-key", "gsk_", "[A-Za-z0-9]{32,128}"],
  ["xai-key", "xai-", "[A-Za-z0-9]{32,128}"],
  ["perplexity-key", "pplx-", "[A-Za-z0-9]{32,128}"],
  ["replicate-token", "r8_", "[A-Za-z0-9]{32,64}"],
  ["sentry-token", "sntr", "y[su]_[\\w+/=-]{32,512}"],
  ["atlassian-token", "ATATT3", "[\\w=-]{50,512}"],
  ["atlassian-token", "ATCTT3", "[\\w=-]{50,512}"],
  ["facebook-token", "EAA", "[A-Za-z0-9]{60,512}(?![A-Za-z0-9])"],
  ["artifactory-key", "AKCp", "[A-Za-z0-9]{60,100}"],
  ["terraform-token", "atlasv1.", "[\\w-]{40,100}"],
  ["aws-bedrock-key", "ABSK", "[A-Za-z0-9+/]{100,512}={0,2}"],
  ["aws-session-token", "IQoJb3JpZ2lu", "[\\w+/=%-]{60,2048}"],
  ["aws-session-token", "FwoGZXIvYXdz", "[\\w+/=%-]{60,2048}"],
  ["google-oauth-token", "1//0", "[\\w-]{30,512}"],
  ["openai-key", "sk-", "or-v\\d-[0-9a-f]{32,128}"],
  ["openai-key", "sess-", "[A-Za-z0-9]{36,64}(?![\\w-])"],
  ["langfuse-key", "sk-lf-", "[0-9a-f-]{36}"],
  ["elevenlabs-key", "sk_", "[0-9a-f]{48}(?![A-Za-z0-9])"],
  ["pinecone-key", "pcsk_", "\\w{40,128}"],
  ["langsmith-key", "lsv2_", "(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{8,16}"],
  ["tavily-key", "tvly-", "[\\w-]{24,64}"],
  ["bitbucket-token", "ATBB", "[A-Za-z0-9]{24,64}(?![A-Za-z0-9])"],
  ["artifactory-key", "cmVmdGtu", "[A-Za-z0-9]{50,100}"],
  ["braintree-token", "access_token$", "(?:production|sandbox)\\$[0-9A-Za-z]{16}\\$[0-9a-f]{32}"],
  ["twitter-token", "AAAAAAAAAAAAAAAAAAAA", "[A-Za-z0-9]{1,40}%[\\w%]{30,256}"],
  ["new-relic-key", "NR", "(?:I[IQ]|RA|JS)-[\\w-]{19,48}"],
  ["clojars-token", "CLOJARS_", "[A-Za-z0-9]{60}"],
  ["typeform-token", "tfp_", "[\\w.-]{40,64}"],
  ["nuget-key", "oy2", "[a-z0-9]{43}(?![A-Za-z0-9])"],
  ["contentful-token", "CFPAT-", "[\\w-]{40,64}"],
  ["cloudflare-key", "v1.0-", "[0-9a-f]{24}-[0-9a-f]{146}"],
  ["crates-token", "cio", "[A-Za-z0-9]{32}(?![A-Za-z0-9])"],
  ["airtable-token", "pat", "[A-Za-z0-9]{14}\\.[0-9a-f]{64}"],
  ["hubspot-token", "pat-", "[a-z]{2}\\d-[0-9a-f]{8}-[0-9a-f-]{27}"],
  ["grafana-token", "eyJrIjoi", "[A-Za-z0-9+/=]{40,512}"],
  ["resend-key", "re_", "[A-Za-z0-9]{8}_[A-Za-z0-9]{24}(?!\\w)"],
  ["posthog-key", "phx_", "[A-Za-z0-9]{40,64}"],
  ["cal-key", "cal_", "(?:live|test)_[A-Za-z0-9]{24,64}"],
  ["wakatime-key", "waka_", "[A-Za-z0-9-]{32,64}"],
  ["1password-token", "ops_eyJ", "[\\w+/=-]{100,2048}"],
  ["circleci-token", "CCI", "P(?:AT|RJ)_[A-Za-z0-9]{16,40}_[0-9a-f]{40}"],
  ["buildkite-token", "bk", "(?:ua|at|ct)_[0-9a-f]{40}"],
  ["pulumi-token", "pul-", "[0-9a-f]{40}"],
  ["prefect-key", "pn", "[ub]_[A-Za-z0-9]{36}"],
  ["scalingo-token", "tk-", "[a-z]{2}-[\\w-]{40,64}"],
  ["netlify-token", "nfp_", "[A-Za-z0-9]{36,64}"],
  ["neon-key", "napi_", "[A-Za-z0-9]{60,128}"],
  ["brevo-key", "xkeysib-", "[0-9a-f]{64}-[A-Za-z0-9]{16}"],
  ["brevo-key", "xsmtpsib-", "[0-9a-f]{64}-[A-Za-z0-9]{16}"],
  ["plaid-token", "access-", "(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f-]{27}"],
  ["shippo-token", "shippo_", "(?:live|test)_[0-9a-fA-F]{40}"],
  ["easypost-key", "EZ", "[AT]K[A-Za-z0-9]{54}"],
  ["flutterwave-key", "FLWSECK", "(?:_TEST)?-[0-9a-zA-Z]{12,64}(?:-X)?"],
  ["dynatrace-token", "dt0", "[cs]\\d\\d\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}"],
  ["sourcegraph-token", "sgp_", "(?:[0-9a-f]{16}_|local_)?[0-9a-f]{40}"],
  ["readme-key", "rdme_", "[a-z0-9]{70}"],
  ["gitlab-token", "GR1348941", "[\\w-]{20,64}"],
  ["fly-token", "fm", "[12][ar]?_[\\w+/=-]{40,2048}"],
  ["datadog-key", "dd", "[ap]_[A-Za-z0-9]{34,64}"],
  ["alibaba-key", "LTAI", "[A-Za-z0-9]{12,24}(?![A-Za-z0-9])"],
  ["tencent-key", "AKID", "[A-Za-z0-9]{32}(?![A-Za-z0-9])"],
  ["nvidia-key", "nvapi-", "[\\w-]{40,128}"],
  ["adobe-key", "p8e-", "[A-Za-z0-9]{32}(?![A-Za-z0-9])"],
  ["aws-marketplace-token", "amzn.mws.", "[0-9a-f]{8}-[0-9a-f-]{27}"],
  ["launchdarkly-key", "sdk-", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"],
  ["dropbox-token", "sl.", "[\\w-]{130,2048}"],
  ["adafruit-key", "aio_", "[A-Za-z0-9]{28}(?![A-Za-z0-9])"],
  ["zuplo-key", "zpka_", "[0-9a-f]{32}_[0-9a-f]{8}"],
  ["tailscale-key", "tskey-", "[a-z]{3,12}-[A-Za-z0-9]{8,32}-[A-Za-z0-9]{16,64}"],
  ["telltale-token", "tltk_", "[\\w-]{20,128}"],
  ["telltale-token", "tlts_", "[\\w-]{20,128}"],
  ["slack-webhook", "hooks.slack.com/services/", "[A-Z]\\w{5,15}/[A-Z]\\w{5,15}/\\w{16,32}"],
  ["discord-webhook", "discord", "(?:app)?\\.com/api/webhooks/\\d{15,22}/[\\w-]{30,128}"],
  ["teams-webhook", "webhook.office.com/", "webhookb2/[\\w@/-]{60,300}"],
];

interface Pattern {
  readonly kind: string;
  readonly prefix: string;
  readonly expression: RegExp;
}

const patterns: readonly Pattern[] = keys.map(([kind, prefix, rest]) => ({
  kind,
  prefix,
  expression: new RegExp(rest, "y"),
}));

/** All known kinds of keys. */
export const vendorKinds: readonly string[] = [...new Set(keys.map(([kind]) => kind))];

/** Finds the keys of the kinds that are `on`. */
export function vendorKeyFinder(on: (kind: string) => boolean): Finder {
  const wanted = patterns.filter(({ kind }) => on(kind));
  const byStart = new Map<string, Pattern[]>();
  for (const pattern of wanted) {
    const start = pattern.prefix.slice(0, 2);
    byStart.set(start, [...(byStart.get(start) ?? []), pattern]);
  }
  return {
    starts: wanted.map(({ prefix }) => prefix.slice(0, 3)),
    find(text, at) {
      for (const { kind, prefix, expression } of byStart.get(text.slice(at, at + 2)) ?? []) {
        if (!text.startsWith(prefix, at)) continue;
        expression.lastIndex = at + prefix.length;
        if (!expression.test(text)) continue;
        const end = expression.lastIndex;
        return { start: at, end, kind };
      }
      return undefined;
    },
  };
}
