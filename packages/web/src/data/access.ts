// What changes who may come in: tokens made and revoked, sessions ended, and leaving.
import {
  type MadeToken,
  type NewToken,
  type SessionInfo,
  sessionsPath,
  type TokenInfo,
  tokensPath,
} from "contract";

import { send } from "./client.ts";

/** The answer holds the token itself, this one time. @throws {ApiError} */
export async function makeToken(wish: NewToken): Promise<MadeToken> {
  return (await send("POST", tokensPath, wish)) as MadeToken;
}

/** @throws {ApiError} */
export async function revokeToken(id: string): Promise<TokenInfo> {
  return (await send("DELETE", `${tokensPath}/${encodeURIComponent(id)}`)) as TokenInfo;
}

/** @throws {ApiError} */
export async function endSession(id: string): Promise<SessionInfo> {
  return (await send("DELETE", `${sessionsPath}/${encodeURIComponent(id)}`)) as SessionInfo;
}

/** Ends the session and shows the form. @throws {ApiError} */
export async function logOut(): Promise<void> {
  await send("POST", "/logout");
  location.assign("/login");
}
