// A link to an address of the console that was saved as text. A real link: it opens in a new tab, too.
import { useRouter } from "@tanstack/react-router";
import type { JSX, MouseEvent, ReactNode } from "react";

export interface AddressLinkProps {
  /** Path and search: `/traces?from=-6h`. */
  readonly to: string;
  readonly className?: string | undefined;
  readonly label?: string | undefined;
  readonly onOpen?: () => void;
  readonly children: ReactNode;
}

export function AddressLink({ to, className, label, onOpen, children }: AddressLinkProps): JSX.Element {
  const { history } = useRouter();
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    history.push(to);
    onOpen?.();
  };
  return (
    <a href={to} className={className} aria-label={label} onClick={open}>
      {children}
    </a>
  );
}
