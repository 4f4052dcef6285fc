// The parameters of URLs that are secrets, by their whole names.

/** Those parameters, in lower case. */
export const secretParameters: ReadonlySet<string> = new Set(
  (
    "token access_token refresh_token id_token auth_token oauth_token session_token security_token private_token api_token reset_token " +
    "accesstoken authtoken refreshtoken jwt api_key apikey api-key x-api-key access_key secret_key subscription-key client_secret secret app_secret " +
    "password passwd pwd passphrase client_assertion assertion code_verifier oauth_signature oauth_verifier sig signature " +
    "x-amz-signature x-amz-security-token x-goog-signature awsaccesskeyid"
  ).split(" "),
);

/** Whether the value of the parameter `name` is a secret. */
export function isSecretParameter(name: string): boolean {
  return secretParameters.has(name.toLowerCase());
}
