// The options of access as the command line declares them.
import type { Command } from "commander";

export function withAccessOptions(command: Command): Command {
  return command
    .option("--tls-cert <file>", "certificate for page, OTLP/HTTP and gRPC, PEM (TELLTALE_CONSOLE_TLS_CERT)")
    .option("--tls-key <file>", "its key (TELLTALE_CONSOLE_TLS_KEY)")
    .option(
      "--tls-client-ca <file>",
      "who connects must show a certificate of this authority (TELLTALE_CONSOLE_TLS_CLIENT_CA)",
    )
    .option("--public-url <url>", "how people reach the page, behind a proxy (TELLTALE_CONSOLE_PUBLIC_URL)")
    .option(
      "--trusted-proxy <address...>",
      "proxies in front, whose x-forwarded-for is believed (TELLTALE_CONSOLE_TRUSTED_PROXIES)",
    )
    .option(
      "--oidc-issuer <url>",
      "let people log in at this OpenID Connect provider (TELLTALE_CONSOLE_OIDC_ISSUER)",
    )
    .option(
      "--oidc-client-id <id>",
      "what the provider knows the console as (TELLTALE_CONSOLE_OIDC_CLIENT_ID)",
    )
    .option(
      "--oidc-client-secret-file <file>",
      "file with the client's secret (TELLTALE_CONSOLE_OIDC_CLIENT_SECRET_FILE)",
    )
    .option(
      "--oidc-allow <rule...>",
      "who may do what: domain:example.com=read group:sre=admin email:ann@example.com=read@tenant (TELLTALE_CONSOLE_OIDC_ALLOW)",
    )
    .option(
      "--oidc-scopes <scopes>",
      "what the provider is asked for, default `openid email profile` (TELLTALE_CONSOLE_OIDC_SCOPES)",
    )
    .option(
      "--oidc-groups-claim <name>",
      "where the provider lists groups, default `groups` (TELLTALE_CONSOLE_OIDC_GROUPS_CLAIM)",
    );
}
