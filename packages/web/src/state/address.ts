// The path of the open page as its address has it. The router's `pathname` is decoded: a name with a space would be no path of an address.
import { useLocation } from "@tanstack/react-router";

/** `/profiles/rank%20results`. */
export function useAddressPath(): string {
  return useLocation({ select: ({ href }) => href.replace(/[?#].*$/s, "") });
}
