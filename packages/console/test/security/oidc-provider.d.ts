// It brings no types of its own; the one test that uses it says what it expects.
declare module "oidc-provider";
